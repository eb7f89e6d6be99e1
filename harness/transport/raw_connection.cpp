#include "harness/transport/raw_connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <tuple>
#include <type_traits>

#include "harness/transport/limits.hpp"
#include "harness/transport/own_lack.hpp"
#include "harness/transport/raw_response.hpp"

namespace conform {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

asio::ssl::context tls_context(const CurlOptions& options) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  if (options.insecure) {
    context.set_verify_mode(asio::ssl::verify_none);
    return context;
  }
  context.set_verify_mode(asio::ssl::verify_peer);
  error_code error;  // what cannot be loaded shows later as an untrusted certificate
  if (options.ca_file.empty()) {
    std::ignore = context.set_default_verify_paths(error);
  } else {
    std::ignore = context.load_verify_file(options.ca_file, error);
  }
  return context;
}

bool is_address(const std::string& host) {
  error_code error;
  asio::ip::make_address(host, error);
  return !error;
}

/// Whether the first request does: nothing is answered after it (RFC 9112 9.6).
bool asks_to_close(const std::string& bytes) {
  const auto head = bytes.substr(0, bytes.find("\r\n\r\n") + 2);
  return http::to_lower(head).find("\r\nconnection: close\r\n") != std::string::npos;
}

Ending followed_by(std::string_view bytes) {
  return {Outcome::not_http,
          fmt::format("bytes followed a response that has no body, such as \"{}\"",
                      bytes.substr(0, bytes.find_first_of("\r\n")).substr(0, 40))};
}

struct RawJob {
  RawTransmission transmission;
  RawResponse::Bounds bounds;
  RawResponse::Handler handler;
  std::function<void(const Ending&)> on_ended;
};

/// One connection, TCP or TLS. It lives as long as an operation on it is pending.
template <class Stream>
class RawConnection : public std::enable_shared_from_this<RawConnection<Stream>> {
 public:
  /// `tls`: the context of a TLS stream; nothing for TCP.
  template <class... TlsContext>
  RawConnection(asio::io_context& io, RawJob job, TlsContext&... tls)
      : resolver_(io),
        stream_(io, tls...),
        pause_(io),
        closing_(io),
        sending_(std::move(job.transmission)),
        body_bytes_left_(job.bounds.body_bytes),
        on_bytes_(job.handler.on_bytes),
        response_(job.bounds, sending_.bytes.starts_with("HEAD "), sending_.skip,
                  std::move(job.handler)),
        on_ended_(std::move(job.on_ended)) {}

  void start(const http::Url& server) {
    resolver_.async_resolve(
        server.host, server.port,
        [self = this->shared_from_this()](const error_code& error, const auto& addresses) {
          if (!self->failed(error, "the server's name cannot be resolved"))
            self->connect(addresses);
        });
  }

  void close() {
    closed_ = true;
    resolver_.cancel();
    pause_.cancel();
    closing_.cancel();
    error_code ignored;
    std::ignore = stream_.lowest_layer().close(ignored);
  }

  [[nodiscard]] const RawResponse& response() const { return response_; }
  [[nodiscard]] Stream& stream() { return stream_; }

 private:
  void connect(const tcp::resolver::results_type& addresses) {
    asio::async_connect(
        stream_.lowest_layer(), addresses,
        [self = this->shared_from_this()](const error_code& error, const tcp::endpoint&) {
          if (!self->failed(error, "no connection to the server")) self->secure();
        });
  }

  void secure() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      stream_.async_handshake(asio::ssl::stream_base::client,
                              [self = this->shared_from_this()](const error_code& error) {
                                if (!self->failed(error, "no TLS")) self->talk();
                              });
    } else {
      talk();
    }
  }

  /// Reads from the start: a server may reject the bytes before it has all of them. A write error
  /// shows as the end of the response.
  void talk() {
    write();
    read();
  }

  void write() {
    const auto left = sending_.bytes.size() - sent_;
    const auto size = sending_.piece_bytes == 0 ? left : std::min(sending_.piece_bytes, left);
    asio::async_write(
        stream_, asio::buffer(sending_.bytes.data() + sent_, size),
        [self = this->shared_from_this()](const error_code& error, std::size_t count) {
          self->on_written(error, count);
        });
  }

  void on_written(const error_code& error, std::size_t count) {
    if (closed_) return;
    sent_ += count;
    if (error || sent_ == sending_.bytes.size()) return finish_sending();
    pause_.expires_after(limits::between_pieces);
    pause_.async_wait([self = this->shared_from_this()](const error_code&) {
      if (!self->closed_) self->write();
    });
  }

  void finish_sending() {
    error_code ignored;
    auto& socket = stream_.lowest_layer();
    switch (sending_.afterwards) {
      case AfterSending::listen:
        return;
      case AfterSending::end:
        std::ignore = socket.shutdown(tcp::socket::shutdown_send, ignored);
        return;
      case AfterSending::reset:
        std::ignore = socket.set_option(asio::socket_base::linger(true, 0), ignored);
        [[fallthrough]];
      case AfterSending::hang_up:
        end({Outcome::closed_by_us, "conform closed the connection after sending"});
    }
  }

  void read() {
    stream_.async_read_some(asio::buffer(buffer_), [self = this->shared_from_this()](
                                                       const error_code& error, std::size_t count) {
      self->take(error, count);
    });
  }

  void take(const error_code& error, std::size_t count) {
    if (closed_) return;
    if (sending_.unparsed) return pass_on(error, count);
    if (awaits_close_) return count == 0 ? end({}) : end(followed_by({buffer_.data(), count}));
    if (error) return end(response_.close(error == asio::error::connection_reset));
    auto ending = response_.take({buffer_.data(), count});
    if (closed_) return;
    if (!ending) return read();
    const bool should_close = ending->outcome == Outcome::complete && sending_.skip == 0 &&
                              response_.has_no_body() && asks_to_close(sending_.bytes);
    should_close ? await_close() : end(*ending);
  }

  /// What follows a response without a body is lost on a connection that is kept, or read as the
  /// next response. Here nothing can be the next one.
  void await_close() {
    if (!response_.rest().empty()) return end(followed_by(response_.rest()));
    awaits_close_ = true;
    closing_.expires_after(limits::closing);
    closing_.async_wait([self = this->shared_from_this()](const error_code& error) {
      if (!error && !self->closed_) self->end({});
    });
    read();
  }

  void pass_on(const error_code& error, std::size_t count) {
    if (error) return end({});
    if (count > body_bytes_left_) return end(body_too_large(body_bytes_left_));
    body_bytes_left_ -= count;
    if (on_bytes_) on_bytes_({buffer_.data(), count});
    if (!closed_) read();
  }

  bool failed(const error_code& error, std::string_view what) {
    if (closed_) return true;
    if (!error) return false;
    // Looking up a name needs files too.
    const int lack = is_own_lack(error.value()) ? error.value() : lack_of_descriptors();
    if (lack != 0) {
      end(lacking(lack));
      return true;
    }
    end({Outcome::no_connection, fmt::format("{}: {}", what, error.message())});
    return true;
  }

  void end(const Ending& ending) {
    close();
    on_ended_(ending);
  }

  tcp::resolver resolver_;
  Stream stream_;
  asio::steady_timer pause_;
  asio::steady_timer closing_;
  RawTransmission sending_;
  std::size_t sent_ = 0;
  std::size_t body_bytes_left_;  ///< of a response that is not parsed
  std::function<void(std::string_view)> on_bytes_;
  RawResponse response_;
  std::function<void(const Ending&)> on_ended_;
  std::array<char, 16384> buffer_{};
  bool awaits_close_ = false;
  bool closed_ = false;
};

/// The transport's handle of a connection; destroying it closes the connection.
template <class Stream>
class InFlightRawRequest : public InFlightRequest {
 public:
  explicit InFlightRawRequest(std::shared_ptr<RawConnection<Stream>> connection)
      : connection_(std::move(connection)) {}
  ~InFlightRawRequest() override { connection_->close(); }

  void detach() override { connection_->close(); }
  // Everything is sent at once, and everything is read.
  void pause() override {}
  void resume() override {}
  [[nodiscard]] Progress progress() const override { return connection_->response().progress(); }
  [[nodiscard]] std::string http_version() const override {
    return connection_->response().http_version();
  }

 private:
  std::shared_ptr<RawConnection<Stream>> connection_;
};

template <class Stream>
std::unique_ptr<InFlightRequest> started(std::shared_ptr<RawConnection<Stream>> connection,
                                         const http::Url& server) {
  connection->start(server);
  return std::make_unique<InFlightRawRequest<Stream>>(std::move(connection));
}

/// Sets the expected server name, for SNI and for the check of the certificate.
void name_server(TlsStream& stream, const std::string& host, const CurlOptions& options) {
  if (!options.insecure) stream.set_verify_callback(asio::ssl::host_name_verification(host));
  if (is_address(host)) return;  // SNI has no IP addresses (RFC 6066 3)
  SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
           const_cast<char*>(host.c_str()));
}

}  // namespace

std::unique_ptr<InFlightRequest> send_raw_bytes(asio::io_context& io, const http::Url& server,
                                                RawTransmission transmission,
                                                const CurlOptions& options,
                                                TransmissionHandler handler,
                                                std::function<void(const Ending&)> on_ended) {
  RawJob job{std::move(transmission),
             {.head_bytes = options.max_head_bytes, .body_bytes = options.max_body_bytes},
             {std::move(handler.on_head), std::move(handler.on_bytes)},
             std::move(on_ended)};
  if (server.scheme == "https") {
    auto context = tls_context(options);
    auto connection = std::make_shared<RawConnection<TlsStream>>(io, std::move(job), context);
    name_server(connection->stream(), server.host, options);
    return started(std::move(connection), server);
  }
  return started(std::make_shared<RawConnection<tcp::socket>>(io, std::move(job)), server);
}

}  // namespace conform
