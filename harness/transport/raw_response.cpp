#include "harness/transport/raw_response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

#include "harness/transport/response_form.hpp"

namespace conform {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

namespace {

/// What is checked after so many bytes is checked in the same places however they arrive.
constexpr std::size_t slice_bytes = 16384;

Ending invalid(std::string_view why) {
  return {Outcome::not_http, fmt::format("the response is not valid HTTP: {}", why)};
}

}  // namespace

/// Beast's parser of one response, interim responses included; passes on what it parses.
class RawResponse::Parser : public beast_http::basic_parser<false> {
 public:
  Parser(const Bounds& bounds, const Handler& handler, Progress& progress)
      : handler_(handler), progress_(progress) {
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(bounds.body_bytes);
    eager(true);
  }

  /// 101 is final: what follows it is not an HTTP response any more (RFC 9110 15.2.2).
  [[nodiscard]] bool is_interim() const {
    return status_ >= 100 && status_ < 200 && status_ != 101;
  }

  [[nodiscard]] int status() const { return status_; }

  /// 11 for HTTP/1.1; 0 before the status line.
  [[nodiscard]] int version() const { return version_; }

  /// The size of a chunk has been read.
  [[nodiscard]] bool has_chunk() const { return has_chunk_; }

 private:
  void on_request_impl(beast_http::verb /*method*/, string_view /*method_text*/,
                       string_view /*target*/, int /*version*/, error_code& /*error*/) override {}

  void on_response_impl(int code, string_view /*reason*/, int version,
                        error_code& /*error*/) override {
    status_ = code;
    version_ = version;
  }

  void on_field_impl(beast_http::field /*id*/, string_view name, string_view value,
                     error_code& /*error*/) override {
    if (!progress_.head_complete) headers_.add(std::string(name), std::string(value));
  }

  void on_header_impl(error_code& /*error*/) override {
    if (is_interim()) return;
    progress_.head_complete = true;
    if (handler_.on_head) handler_.on_head(status_, headers_);
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                         error_code& /*error*/) override {}

  std::size_t on_body_impl(string_view body, error_code& /*error*/) override {
    progress_.body_bytes += body.size();
    if (handler_.on_bytes) handler_.on_bytes({body.data(), body.size()});
    return body.size();
  }

  void on_chunk_header_impl(std::uint64_t /*size*/, string_view /*extensions*/,
                            error_code& /*error*/) override {
    has_chunk_ = true;
  }

  std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, string_view body,
                                 error_code& error) override {
    return on_body_impl(body, error);
  }

  void on_finish_impl(error_code& /*error*/) override {}

  const Handler& handler_;
  Progress& progress_;
  int status_ = 0;
  int version_ = 0;
  bool has_chunk_ = false;
  http::Headers headers_;
};

RawResponse::RawResponse(Bounds bounds, bool bodiless, unsigned skip, Handler handler)
    : bounds_(bounds), bodiless_(bodiless), skip_(skip), handler_(std::move(handler)) {
  start_response();
}

RawResponse::~RawResponse() = default;

void RawResponse::start_response() {
  parser_ = std::make_unique<Parser>(bounds_, skip_ > 0 ? no_handler_ : handler_, progress_);
  parser_->skip(bodiless_);
}

void RawResponse::start_next() {
  if (!parser_->is_interim()) {
    --skip_;
    bodiless_ = false;
    progress_ = {};
    progress_.any_byte = !unparsed_.empty();
    received_bytes_ = unparsed_.size();
  }
  start_response();
}

std::optional<Ending> RawResponse::take(std::string_view bytes) {
  std::optional<Ending> ending;
  while (!ending && !bytes.empty()) {
    const auto slice = bytes.substr(0, slice_bytes - all_bytes_ % slice_bytes);
    bytes.remove_prefix(slice.size());
    ending = take_slice(slice);
  }
  unparsed_.append(bytes);
  return ending;
}

std::optional<Ending> RawResponse::take_slice(std::string_view bytes) {
  progress_.any_byte = true;
  all_bytes_ += bytes.size();
  received_bytes_ += bytes.size();
  unparsed_.append(bytes);
  auto ending = parse();
  while (!ending && parser_->is_done()) {
    if (!parser_->is_interim() && skip_ == 0) return Ending{};
    start_next();
    ending = parse();
  }
  if (!ending && all_bytes_ % slice_bytes == 0 && has_too_little_body()) {
    return Ending{
        Outcome::too_large,
        fmt::format("conform stopped reading after {} with {} of a body",
                    bytes_in_words(received_bytes_), bytes_in_words(progress_.body_bytes))};
  }
  return ending;
}

/// A chunk of one byte takes six. Endless chunk extensions, trailers or interim responses are left.
bool RawResponse::has_too_little_body() const {
  constexpr std::uint64_t max_for_each_byte = 16;
  return received_bytes_ > 2 * bounds_.head_bytes + max_for_each_byte * progress_.body_bytes;
}

std::optional<Ending> RawResponse::parse() {
  if (unparsed_.empty()) return std::nullopt;
  if (!parser_->is_header_done()) {
    if (auto ending = error_in_head()) return ending;
    // Beast finds other errors in a part of a head than in a whole one.
    if (!head_size(unparsed_)) return std::nullopt;
  }
  error_code error;
  const auto used = parser_->put(asio::buffer(unparsed_), error);
  unparsed_.erase(0, used);
  if (!error || error == beast_http::error::need_more) return std::nullopt;
  if (parser_->is_header_done() && parser_->chunked()) {
    // All chunks but the first begin after the line end of the one before.
    const std::string_view line_end = parser_->has_chunk() ? "\r\n" : "";
    if (unparsed_.starts_with(line_end)) {
      const auto chunk = std::string_view(unparsed_).substr(line_end.size());
      if (auto why = chunk_size_error(chunk)) return invalid(*why);
    }
  }
  if (error == beast_http::error::body_limit) return body_too_large(bounds_.body_bytes);
  return invalid(error.message());
}

std::optional<Ending> RawResponse::error_in_head() const {
  if (auto why = status_line_error(unparsed_)) return invalid(*why);
  const auto size = head_size(unparsed_);
  if (size.value_or(unparsed_.size()) > bounds_.head_bytes) {
    return head_too_large(bounds_.head_bytes);
  }
  if (!size) return std::nullopt;
  if (auto why = head_error(std::string_view(unparsed_).substr(0, *size))) return invalid(*why);
  return std::nullopt;
}

Ending RawResponse::close(bool by_reset) {
  if (skip_ > 0) {
    return {Outcome::cut_short, "the connection was closed before the expected response"};
  }
  if (!progress_.any_byte) return {};
  error_code error;
  if (!by_reset && parser_->got_some()) parser_->put_eof(error);
  if (!error && parser_->is_done()) return {};
  if (!progress_.head_complete) {
    return {Outcome::cut_short, "the connection ended in the head of the response"};
  }
  return {Outcome::cut_short,
          fmt::format("the connection was closed before the end of the body, after {}",
                      bytes_in_words(progress_.body_bytes))};
}

bool RawResponse::has_no_body() const {
  constexpr int no_content = 204;
  constexpr int not_modified = 304;
  const int status = parser_->status();
  return bodiless_ || status == no_content || status == not_modified;
}

std::string RawResponse::http_version() const {
  const int version = parser_->version();
  return version == 0 ? std::string() : fmt::format("{}.{}", version / 10, version % 10);
}

}  // namespace conform
