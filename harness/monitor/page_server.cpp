#include "harness/monitor/page_server.hpp"

// g++ 12 sees null pointers in Asio's own code where it inlines it.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wnull-dereference"
#endif

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <thread>
#include <tuple>
#include <utility>

namespace conform::monitor {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace beast_http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using PageAt = std::function<std::optional<ServedPage>(std::string_view)>;

constexpr auto visit_limit = std::chrono::seconds{10};
/// Before the next connection is accepted when there was none to be had, as without descriptors.
constexpr auto accept_pause = std::chrono::milliseconds{100};
constexpr std::size_t largest_request = 16 << 10;

/// Whether the Host header names an address, or localhost.
bool names_address(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool has_port = colon != std::string_view::npos && host.find(']', colon) == host.npos;
  auto name = host.substr(0, has_port ? colon : host.size());
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  error_code error;
  std::ignore = asio::ip::make_address(std::string(name), error);
  return !error || name == "localhost";
}

/// One request and its answer.
class Visit : public std::enable_shared_from_this<Visit> {
 public:
  Visit(tcp::socket socket, const PageAt& page_at) : stream_(std::move(socket)), page_at_(page_at) {
    parser_.header_limit(largest_request);
    parser_.body_limit(largest_request);
  }

  void begin() {
    stream_.expires_after(visit_limit);
    beast_http::async_read(stream_, buffer_, parser_,
                           [self = shared_from_this()](const error_code& error, std::size_t) {
                             if (!error) self->answer();
                           });
  }

 private:
  void answer() {
    const auto& request = parser_.get();
    const std::string_view target(request.target().data(), request.target().size());
    const std::string_view host(request[beast_http::field::host].data(),
                                request[beast_http::field::host].size());
    if (!names_address(host)) {
      send(beast_http::status::forbidden, {"text/plain", "use the address in place of a name\n"});
    } else if (request.method() != beast_http::verb::get) {
      send(beast_http::status::method_not_allowed, {"text/plain", "GET\n"});
    } else if (auto page = page_at_(target.substr(0, target.find('?')))) {
      send(beast_http::status::ok, *std::move(page));
    } else {
      send(beast_http::status::not_found, {"text/plain", "there is no such page\n"});
    }
  }

  void send(beast_http::status status, ServedPage page) {
    response_.result(status);
    response_.version(11);
    response_.set("Content-Type", page.type);
    response_.set("Cache-Control", "no-store");
    response_.set("X-Content-Type-Options", "nosniff");
    response_.set("X-Frame-Options", "DENY");
    response_.set("Cross-Origin-Resource-Policy", "same-origin");
    response_.keep_alive(false);
    response_.body() = std::move(page.body);
    response_.prepare_payload();
    beast_http::async_write(
        stream_, response_, [self = shared_from_this()](const error_code&, std::size_t) {
          error_code ignored;
          std::ignore = self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        });
  }

  beast::tcp_stream stream_;
  const PageAt& page_at_;
  beast::flat_buffer buffer_;
  beast_http::request_parser<beast_http::string_body> parser_;
  beast_http::response<beast_http::string_body> response_;
};

}  // namespace

class PageServer::Impl {
 public:
  Impl(const std::string& host, std::uint16_t port, PageAt page_at)
      : page_at_(std::move(page_at)),
        acceptor_(io_, tcp::endpoint(asio::ip::make_address(host), port)) {
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }

  ~Impl() {
    io_.stop();
    thread_.join();
  }

  [[nodiscard]] std::string url() const {
    const auto endpoint = acceptor_.local_endpoint();
    const auto address = endpoint.address().to_string();
    return fmt::format("http://{}:{}/", endpoint.address().is_v6() ? "[" + address + "]" : address,
                       endpoint.port());
  }

 private:
  void accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error) return accept_later();
      std::make_shared<Visit>(std::move(socket), page_at_)->begin();
      accept();
    });
  }

  void accept_later() {
    retry_.expires_after(accept_pause);
    retry_.async_wait([this](const error_code& error) {
      if (!error) accept();
    });
  }

  PageAt page_at_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer retry_{io_};
  std::thread thread_;
};

PageServer::PageServer(const std::string& host, std::uint16_t port, PageAt page_at)
    : impl_(std::make_unique<Impl>(host, port, std::move(page_at))) {}
PageServer::~PageServer() = default;

std::string PageServer::url() const {
  return impl_->url();
}

}  // namespace conform::monitor
