#include "harness/transport/raw_connection.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <tuple>
#include <type_traits>

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
  error_code error;  // what cannot be loaded shows as a certificate that is not trusted
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

struct RawJob {
  std::string bytes;
  unsigned skip = 0;
  RawResponse::Bounds bounds;
  RawResponse::Handler handler;
  std::function<void(const Ending&)> on_ended;
};

/// One connection, TCP or TLS. It lives as long as an operation on it does.
template <class Stream>
class RawConnection : public std::enable_shared_from_this<RawConnection<Stream>> {
 public:
  /// `tls`: the context of a TLS stream, nothing for TCP.
  template <class... TlsContext>
  RawConnection(asio::io_context& io, RawJob job, TlsContext&... tls)
      : resolver_(io),
        stream_(io, tls...),
        bytes_(std::move(job.bytes)),
        response_(job.bounds, bytes_.starts_with("HEAD "), job.skip, std::move(job.handler)),
        on_ended_(std::move(job.on_ended)) {}

  void start(const http::Url& server) {
    resolver_.async_resolve(
        server.host, server.port,
        [self = this->shared_from_this()](const error_code& error, const auto& addresses) {
          if (!self->failed(error, "the name of the server was not found"))
            self->connect(addresses);
        });
  }

  void close() {
    closed_ = true;
    resolver_.cancel();
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

  /// Reads from the start: a server may refuse the bytes before it has all of them. An error of the
  /// write shows as an end of the answer.
  void talk() {
    asio::async_write(stream_, asio::buffer(bytes_),
                      [self = this->shared_from_this()](const error_code&, std::size_t) {});
    read();
  }

  void read() {
    stream_.async_read_some(asio::buffer(buffer_), [self = this->shared_from_this()](
                                                       const error_code& error, std::size_t count) {
      self->take(error, count);
    });
  }

  void take(const error_code& error, std::size_t count) {
    if (closed_) return;
    if (error) return end(response_.close(error == asio::error::connection_reset));
    auto ending = response_.take({buffer_.data(), count});
    if (closed_) return;
    if (ending) return end(*std::move(ending));
    read();
  }

  bool failed(const error_code& error, std::string_view what) {
    if (closed_) return true;
    if (!error) return false;
    end({Outcome::no_connection, fmt::format("{}: {}", what, error.message())});
    return true;
  }

  void end(const Ending& ending) {
    close();
    on_ended_(ending);
  }

  tcp::resolver resolver_;
  Stream stream_;
  std::string bytes_;
  RawResponse response_;
  std::function<void(const Ending&)> on_ended_;
  std::array<char, 16384> buffer_{};
  bool closed_ = false;
};

/// The transport's hold on a connection: its end closes it.
template <class Stream>
class RawCarriage : public Carriage {
 public:
  explicit RawCarriage(std::shared_ptr<RawConnection<Stream>> connection)
      : connection_(std::move(connection)) {}
  ~RawCarriage() override { connection_->close(); }

  void silence() override { connection_->close(); }
  [[nodiscard]] Progress progress() const override { return connection_->response().progress(); }
  [[nodiscard]] std::string http_version() const override {
    return connection_->response().http_version();
  }

 private:
  std::shared_ptr<RawConnection<Stream>> connection_;
};

template <class Stream>
std::unique_ptr<Carriage> started(std::shared_ptr<RawConnection<Stream>> connection,
                                  const http::Url& server) {
  connection->start(server);
  return std::make_unique<RawCarriage<Stream>>(std::move(connection));
}

/// Says whom we expect, in the handshake and to the check of the certificate.
void name_server(TlsStream& stream, const std::string& host, const CurlOptions& options) {
  if (!options.insecure) stream.set_verify_callback(asio::ssl::host_name_verification(host));
  if (is_address(host)) return;  // no name to say (RFC 6066 3)
  SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
           const_cast<char*>(host.c_str()));
}

}  // namespace

std::unique_ptr<Carriage> send_raw_bytes(asio::io_context& io, const http::Url& server,
                                         RawTransmission transmission, const CurlOptions& options,
                                         TransmissionHandler handler,
                                         std::function<void(const Ending&)> on_ended) {
  RawJob job{std::move(transmission.bytes),
             transmission.skip,
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
