// A server for tests that keeps streams in a map, serves one request per connection, and has the
// fault that a test gives it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/transport/scripted_server.hpp"

namespace conform::test {

class TinyServer {
 public:
  using Streams = std::map<std::string, std::string>;
  /// Called with the head of each request; true if it has handled the request. Otherwise the server
  /// reads the body and answers.
  using Fault = std::function<bool(Peer&, const std::string& head, Streams&)>;

  explicit TinyServer(Fault fault)
      : fault_(std::move(fault)), server_([this](Peer& peer) { serve(peer); }) {}

  [[nodiscard]] std::string url() const { return server_.url("/s"); }

  static std::string answer(int status, std::string_view body = "") {
    return "HTTP/1.1 " + std::to_string(status) +
           " Word\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
  }

  /// "/s/name" of a head that begins "METHOD /s/name?query HTTP/1.1".
  static std::string path_of(std::string_view head) {
    const auto begin = head.find(' ') + 1;
    return std::string(head.substr(begin, head.find_first_of("? \r", begin) - begin));
  }

  static std::string execute(Streams& streams, std::string_view head, const std::string& body) {
    const auto path = path_of(head);
    const bool exists = streams.contains(path);
    if (head.starts_with("PUT ")) {
      streams.try_emplace(path, body);
      return answer(exists ? 200 : 201);
    }
    if (!exists) return answer(404);
    if (head.starts_with("POST ")) {
      streams[path] += body;
      return "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
    }
    if (head.starts_with("DELETE ")) {
      streams.erase(path);
      return "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
    }
    return head.starts_with("GET ") ? answer(200, streams[path]) : answer(405);
  }

 private:
  static std::optional<std::size_t> length_of(std::string_view head) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto at = head.find(name);
    if (at == std::string_view::npos) return 0;
    const auto value = head.substr(at + name.size(), head.find('\r', at + 2) - at - name.size());
    if (value.empty() || value.size() > 9 ||
        value.find_first_not_of("0123456789") != std::string_view::npos) {
      return std::nullopt;
    }
    return std::stoul(std::string(value));
  }

  void serve(Peer& peer) {
    const auto head = peer.read_head();
    if (head.empty() || fault_(peer, head, streams_)) return;
    const auto line = head.substr(0, head.find("\r\n"));
    const auto length = length_of(head);
    const bool valid = std::count(line.begin(), line.end(), ' ') == 2 &&
                       line.ends_with(" HTTP/1.1") && length &&
                       head.find("Transfer-Encoding") == std::string::npos;
    if (!valid) {
      peer.write(answer(400));
      return;
    }
    const auto body = peer.read_bytes(*length);
    if (body) peer.write(execute(streams_, head, *body));
  }

  Fault fault_;
  Streams streams_;
  ScriptedServer server_;
};

}  // namespace conform::test
