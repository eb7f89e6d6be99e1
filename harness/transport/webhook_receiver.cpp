#include "harness/transport/webhook_receiver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "harness/transport/limits.hpp"

namespace conform {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Parser = beast_http::request_parser<beast_http::string_body>;
using Message = beast_http::response<beast_http::string_body>;

std::string to_string(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

http::Request request_of(beast_http::request<beast_http::string_body> message) {
  http::Request request{to_string(message.method_string()), to_string(message.target()), {}, {}};
  for (const auto& field : message) {
    request.headers.add(to_string(field.name_string()), to_string(field.value()));
  }
  request.body = std::move(message.body());
  return request;
}

Message message_of(http::Response response, unsigned version, bool keep_alive) {
  Message message;
  message.version(version);
  message.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  message.keep_alive(keep_alive);
  message.body() = std::move(response.body);
  message.prepare_payload();
  return message;
}

/// How much all connections hold of requests that are not complete.
class Holdings {
 public:
  /// One that held `before` bytes holds `now`; whether that is still within the limit.
  [[nodiscard]] bool change(std::size_t before, std::size_t now) {
    bytes_ = bytes_ - before + now;
    return bytes_ <= limits::webhook_bytes_together;
  }

 private:
  std::size_t bytes_ = 0;
};

/// One connection from the server under test: request, response, request, response.
class Session : public std::enable_shared_from_this<Session> {
 public:
  struct Hooks {
    std::function<void(IncomingRequest)> on_request;
    std::function<void()> on_idle;
    std::function<void(const std::shared_ptr<Session>&)> on_closed;
  };

  Session(tcp::socket socket, std::shared_ptr<Holdings> holdings, Hooks hooks)
      : socket_(std::move(socket)), holdings_(std::move(holdings)), hooks_(std::move(hooks)) {}

  void read() {
    parser_.emplace();
    parser_->body_limit(limits::webhook_body_bytes);
    parser_->eager(true);
    read_some();
  }

  void close() {
    closed_ = true;
    std::ignore = hold(0);
    error_code ignored;
    std::ignore = socket_.close(ignored);
  }

  /// Whether nothing of a request has come since the last response.
  [[nodiscard]] bool is_idle() const { return requests_ == answers_ && held_ == 0 && !writing_; }

 private:
  void read_some() {
    beast_http::async_read_some(
        socket_, buffer_, *parser_,
        [self = shared_from_this()](const error_code& error, std::size_t) { self->note(error); });
  }

  void note(const error_code& error) {
    if (closed_) return;
    const bool may_hold = hold(buffer_.size() + parser_->get().body().size());
    if (error || !may_hold) return hang_up();
    if (parser_->is_done()) {
      take();
    } else {
      read_some();
    }
  }

  [[nodiscard]] bool hold(std::size_t bytes) {
    return holdings_->change(std::exchange(held_, bytes), bytes);
  }

  void take() {
    std::ignore = hold(0);
    version_ = parser_->get().version();
    keep_alive_ = parser_->keep_alive();
    ++requests_;
    hooks_.on_request({request_of(parser_->release()),
                       [weak = weak_from_this(), number = requests_](http::Response response) {
                         if (const auto self = weak.lock())
                           self->answer(number, std::move(response));
                       }});
  }

  void answer(std::uint64_t number, http::Response response) {
    if (closed_ || number <= answers_ || number > requests_) return;
    answers_ = number;
    writing_ = true;
    message_.emplace(message_of(std::move(response), version_, keep_alive_));
    beast_http::async_write(socket_, *message_,
                            [self = shared_from_this()](const error_code& error, std::size_t) {
                              self->answered(error);
                            });
  }

  void answered(const error_code& error) {
    if (closed_) return;
    writing_ = false;
    if (error || !keep_alive_) return hang_up();
    read();
    hooks_.on_idle();
  }

  void hang_up() {
    close();
    hooks_.on_closed(shared_from_this());
  }

  tcp::socket socket_;
  std::shared_ptr<Holdings> holdings_;
  std::size_t held_ = 0;
  Hooks hooks_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::optional<Message> message_;
  unsigned version_ = 11;
  bool keep_alive_ = false;
  bool writing_ = false;
  bool closed_ = false;
  std::uint64_t requests_ = 0;
  std::uint64_t answers_ = 0;
};

}  // namespace

/// Owns the connections: one that waits for its response has no pending operation to keep it alive.
class WebhookReceiver::Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(asio::io_context& io, std::function<void(IncomingRequest)> on_request)
      : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        retry_(io),
        on_request_(std::move(on_request)) {}

  void accept() {
    if (accepting_ || !acceptor_.is_open() || !has_room()) return;
    accepting_ = true;
    acceptor_.async_accept(
        [self = shared_from_this()](const error_code& error, tcp::socket socket) {
          self->accepting_ = false;
          if (error) return self->accept_later();
          self->start(std::move(socket));
          self->accept();
        });
  }

  void close() {
    error_code ignored;
    std::ignore = acceptor_.close(ignored);
    retry_.cancel();
    for (const auto& session : std::exchange(sessions_, {})) session->close();
  }

  [[nodiscard]] unsigned port() const { return acceptor_.local_endpoint().port(); }

 private:
  [[nodiscard]] bool has_room() {
    if (sessions_.size() < limits::webhook_connections) return true;
    const auto idle = std::ranges::find_if(sessions_, &Session::is_idle);
    if (idle == sessions_.end()) return false;
    (*idle)->close();
    sessions_.erase(idle);
    return true;
  }

  void accept_later() {
    retry_.expires_after(limits::between_accepts);
    retry_.async_wait([self = shared_from_this()](const error_code& error) {
      if (!error) self->accept();
    });
  }

  void start(tcp::socket socket) {
    Session::Hooks hooks{.on_request = on_request_,
                         .on_idle = [this] { accept(); },
                         .on_closed = [this](const auto& session) { remove(session); }};
    sessions_.push_back(std::make_shared<Session>(std::move(socket), holdings_, std::move(hooks)));
    sessions_.back()->read();
  }

  void remove(const std::shared_ptr<Session>& session) {
    std::erase(sessions_, session);
    accept();
  }

  tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  bool accepting_ = false;
  std::shared_ptr<Holdings> holdings_ = std::make_shared<Holdings>();
  std::function<void(IncomingRequest)> on_request_;
  /// The oldest first.
  std::vector<std::shared_ptr<Session>> sessions_;
};

WebhookReceiver::WebhookReceiver(asio::io_context& io,
                                 std::function<void(IncomingRequest)> on_request)
    : acceptor_(std::make_shared<Acceptor>(io, std::move(on_request))) {
  acceptor_->accept();
}

WebhookReceiver::~WebhookReceiver() {
  acceptor_->close();
}

std::string WebhookReceiver::url() const {
  return fmt::format("http://127.0.0.1:{}", acceptor_->port());
}

}  // namespace conform
