// How often the server under test crashed during a run, and on which request (R38).
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/run/event.hpp"

namespace conform {

/// The id of the result about them.
inline constexpr std::string_view server_deaths_id = "server.stays-up";

class ServerDeaths {
 public:
  struct Death {
    std::string how;                  ///< "it ended (exit status 1)"
    std::vector<Exchange> under_way;  ///< requests whose connection was lost by it
    bool alone = false;               ///< the last of these was sent with nothing else under way
    /// What the same scenario had sent before the last of these, oldest first.
    std::deque<Exchange> leading = {};
  };
  void add(Death death) { deaths_.push_back(std::move(death)); }
  [[nodiscard]] std::size_t count() const { return deaths_.size(); }

  /// One failure for all of them; nullopt if no request was under way at any, since somebody else
  /// may have stopped the server.
  [[nodiscard]] std::optional<Result> result() const;

 private:
  std::vector<Death> deaths_;
};

}  // namespace conform
