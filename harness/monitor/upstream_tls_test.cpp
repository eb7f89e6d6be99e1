// The monitor in front of a server with TLS.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

// g++ 12 sees null pointers in Asio's own code where it inlines it.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wnull-dereference"
#endif

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "harness/monitor/monitor.hpp"
#include "harness/transport/scripted_client.hpp"

namespace conform::monitor {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

/// A key, and a certificate that it signed itself, as PEM.
struct Identity {
  std::string key;
  std::string certificate;
};

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

/// `names` as in "IP:127.0.0.1" and "DNS:localhost".
Identity identity_of(const std::string& names) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
  X509_set_pubkey(made.get(), key.get());
  auto* name = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(made.get(), name);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> alternatives(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()),
      X509_EXTENSION_free);
  X509_add_ext(made.get(), alternatives.get(), -1);
  X509_sign(made.get(), key.get(), EVP_sha256());
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  Identity identity;
  identity.key = text_of(out.get());
  BIO_reset(out.get());
  PEM_write_bio_X509(out.get(), made.get());
  identity.certificate = text_of(out.get());
  return identity;
}

/// Answers one request on each connection, one connection after the other.
class TlsServer {
 public:
  explicit TlsServer(const Identity& identity)
      : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    context_.use_private_key(asio::buffer(identity.key), ssl::context::pem);
    context_.use_certificate(asio::buffer(identity.certificate), ssl::context::pem);
    thread_ = std::thread([this] { serve(); });
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer() {
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    thread_.join();
  }

  [[nodiscard]] std::string url() const {
    return "https://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/v1/stream";
  }
  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    for (;;) {
      boost::system::error_code error;
      tcp::socket socket(io_);
      if (acceptor_.accept(socket, error)) return;
      ssl::stream<tcp::socket> stream(std::move(socket), context_);
      if (stream.handshake(ssl::stream_base::server, error)) continue;
      std::string request;
      asio::read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", error);
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      asio::write(stream,
                  asio::buffer(std::string_view("HTTP/1.1 404 Not Found\r\n"
                                                "Content-Length: 5\r\n\r\nhello")),
                  error);
      stream.shutdown(error);
    }
  }

  asio::io_context io_;
  ssl::context context_{ssl::context::tls_server};
  tcp::acceptor acceptor_;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

/// A file that exists as long as this does.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_(testing::TempDir() + "conform-tls-" + std::to_string(getpid()) + ".pem") {
    std::ofstream(path_) << text;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Passed {
  std::string answer;
  std::vector<std::string> troubles;
  std::string url;  ///< in the journal
};

Passed pass(const TlsServer& server, const proxy::UpstreamTls& tls) {
  Passed passed;
  MonitorOptions options;
  options.tls = tls;
  options.judging.journal = [&](const Exchange& exchange, std::size_t) {
    passed.url = exchange.request.target;
  };
  options.judging.on_trouble = [&](const std::string& text) { passed.troubles.push_back(text); };
  Monitor monitor(ServedPath::parse(server.url()).value(), options);
  {
    auto client = test::connect_to(monitor.url());
    client.write("GET /v1/stream/a HTTP/1.1\r\nHost: x\r\n\r\n");
    passed.answer = client.read_to_end();
  }
  monitor.stop();
  return passed;
}

TEST(UpstreamTls, PassesToAServerWithATrustedCertificate) {
  const auto identity = identity_of("IP:127.0.0.1");
  TlsServer server(identity);
  const TemporaryFile trusted(identity.certificate);
  const auto passed = pass(server, {.ca_file = trusted.path()});
  EXPECT_THAT(passed.answer, StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(passed.answer, testing::EndsWith("hello"));
  EXPECT_EQ(passed.url, server.url() + "/a");
  const auto host = server.url().substr(8, server.url().find('/', 8) - 8);
  EXPECT_THAT(server.requests(), ElementsAre(HasSubstr("Host: " + host + "\r\n")));
}

TEST(UpstreamTls, RefusesACertificateThatIsNotTrusted) {
  TlsServer server(identity_of("IP:127.0.0.1"));
  const auto passed = pass(server, {});
  EXPECT_EQ(passed.answer, "");
  EXPECT_THAT(passed.troubles, ElementsAre(HasSubstr("cannot reach the server")));
  EXPECT_THAT(server.requests(), testing::IsEmpty());
}

TEST(UpstreamTls, RefusesTheCertificateOfAnotherServer) {
  const auto identity = identity_of("DNS:other.example");
  TlsServer server(identity);
  const TemporaryFile trusted(identity.certificate);
  EXPECT_EQ(pass(server, {.ca_file = trusted.path()}).answer, "");
  EXPECT_THAT(server.requests(), testing::IsEmpty());
}

TEST(UpstreamTls, PassesToAnyServerIfNotToldToVerify) {
  TlsServer server(identity_of("DNS:other.example"));
  EXPECT_THAT(pass(server, {.verify = false}).answer, StartsWith("HTTP/1.1 404 "));
}

}  // namespace
}  // namespace conform::monitor
