// Whether the server's time is ours, on which the tests of Stream-TTL and Stream-Expires-At depend.
#pragma once

#include <optional>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/http/instant.hpp"

namespace conform {

class ServerTime {
 public:
  /// `set_by`: by how much the clock of this system has been set since the run began.
  explicit ServerTime(Duration set_by) : set_by_(set_by) {}

  void note(const Exchange& exchange, Duration set_by);

  /// Why it cannot be known whether a stream expired in time; nullopt if it can, or if it does not
  /// depend on the clock: no stream has been given a lifetime, or only deadlines that are far from
  /// what either clock shows.
  [[nodiscard]] std::optional<std::string> problem(Duration set_by) const;

 private:
  Duration set_by_;
  bool is_used_ = false;                      ///< a stream has been given a lifetime
  Duration difference_{};                     ///< of the server's clock to ours, if it is certain
  std::optional<Duration> nearest_deadline_;  ///< how far it was, sooner or later, from its request
  bool is_too_early_ = false;  ///< times that tests send as past ones may be yet to come
};

}  // namespace conform
