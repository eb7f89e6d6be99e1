// A client for tests that sends exactly the bytes it is given.
#pragma once

#include "harness/http/url.hpp"
#include "harness/transport/scripted_server.hpp"

namespace conform::test {

/// Connects to the port of a URL on 127.0.0.1.
inline Socket connect(const std::string& url) {
  const auto parts = http::parse_url(url);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(parts->port)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Socket socket(::socket(AF_INET, SOCK_STREAM, 0));
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket.get(), generic, sizeof address) != 0) throw std::runtime_error("refused");
  return socket;
}

/// The same, ready to write requests and to read what comes.
inline Peer connect_to(const std::string& url) {
  return Peer(connect(url));
}

}  // namespace conform::test
