// A test server that does exactly what a script says, byte by byte.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <functional>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace conform::test {

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {
    if (descriptor < 0) throw std::runtime_error("no socket");
  }
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// The server's end of one connection. Reads give up after five seconds, so that no test hangs.
class Peer {
 public:
  explicit Peer(Socket socket) : socket_(std::move(socket)) {}

  /// The next request, head and body, as received; empty if the client has closed the connection.
  std::string read_request() {
    auto request = read_head();
    if (request.find("Transfer-Encoding: chunked") != std::string::npos) {
      return request + take_through("0\r\n\r\n");
    }
    const auto body = read_bytes(content_length(request));
    return body ? request + *body : std::string();
  }

  /// nullopt if fewer bytes arrive.
  std::optional<std::string> read_bytes(std::size_t size) {
    while (buffer_.size() < size) {
      if (!read_more()) return std::nullopt;
    }
    return take(size);
  }

  std::string read_head() { return take_through("\r\n\r\n"); }

  /// Everything until the client ends its side of the connection.
  std::string read_to_end() {
    while (read_more()) {
    }
    return take(buffer_.size());
  }

  /// Returns false if the client has closed the connection.
  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  /// Waits for the client to close the connection.
  bool closed_by_client() {
    while (read_more()) {
    }
    return at_end_;
  }

  /// Makes the next close() a TCP reset.
  void reset_on_close() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

 private:
  bool read_more() {
    pollfd ready{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, 5000) <= 0) return false;
    std::array<char, 4096> bytes{};
    const auto count = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (count <= 0) {
      at_end_ = true;
      return false;
    }
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }

  std::string take_through(std::string_view end) {
    auto found = std::string::npos;
    while ((found = buffer_.find(end)) == std::string::npos) {
      if (!read_more()) return {};
    }
    return take(found + end.size());
  }

  std::string take(std::size_t size) {
    auto result = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return result;
  }

  static std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "Content-Length: ";
    const auto found = head.find(name);
    std::size_t length = 0;
    if (found == std::string_view::npos) return length;
    const auto value = head.substr(found + name.size());
    std::from_chars(value.data(), value.data() + value.size(), length);
    return length;
  }

  Socket socket_;
  std::string buffer_;
  bool at_end_ = false;
};

/// Accepts connections on a loopback port, one after the other, and runs the script on each. The
/// connection is closed when the script returns.
class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;

  explicit ScriptedServer(Script script)
      : listener_(::socket(AF_INET, SOCK_STREAM, 0)), script_(std::move(script)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), 64) != 0 ||
        ::getsockname(listener_.get(), generic, &size) != 0) {
      throw std::runtime_error("no port for a scripted server");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }

  [[nodiscard]] std::string url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_).append(path);
  }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void serve() {
    for (;;) {
      const int descriptor = ::accept(listener_.get(), nullptr, nullptr);
      if (descriptor < 0) return;
      ++connections_;
      Peer peer{Socket(descriptor)};
      script_(peer);
    }
  }

  Socket listener_;
  Script script_;
  unsigned port_ = 0;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

}  // namespace conform::test
