// Requests whose connection ended without a response: those since the server was last known to be
// up, and those lost repeatedly (R38).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/run/event.hpp"

namespace conform {

/// The id of the result about them.
inline constexpr std::string_view lost_connections_id = "server.answers";

/// The connection ended before any byte of a response.
[[nodiscard]] bool is_lost(const Exchange& exchange);

/// The connection was refused.
[[nodiscard]] bool is_connection_refused(const Exchange& exchange);

class LostConnections {
 public:
  void add(const Exchange& exchange);
  /// The server was up after all.
  void forget_recent() { recent_.clear(); }
  /// Those of them that had a connection, truncated, oldest first: what the server was working on.
  [[nodiscard]] std::vector<Exchange> dropped() const;

  /// The server was up, and this request lost its connection in every attempt, the last one with
  /// nothing else under way.
  void confirm(const Exchange& exchange, int attempts);
  /// One result for all confirmed ones; nullopt if there are none.
  [[nodiscard]] std::optional<Result> result() const;

 private:
  std::vector<Exchange> recent_;
  std::optional<Exchange> first_;             ///< of those confirmed
  int attempts_ = 0;                          ///< of that one
  std::map<std::string, std::size_t> kinds_;  ///< kinds of requests, and how many of each
};

/// "POST http://…", truncated.
[[nodiscard]] std::string request_line(const Exchange& exchange);

}  // namespace conform
