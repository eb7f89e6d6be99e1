// Histories: what is done to a server before, while and after it stops.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "harness/durability/operation.hpp"

namespace conform::durability {

struct HistoryOptions {
  std::set<std::string, std::less<>> capabilities;  ///< of the server, by name
  bool terms = true;                                ///< stop it with SIGTERM
  bool kills = true;                                ///< stop it with SIGKILL
  // What happens to its disk.
  bool full_disk = true;
  bool read_only_disk = false;
  bool lost_writes = false;  ///< a loss of power in place of some SIGKILLs
  bool torn_writes = false;  ///< the same, and some writes stay in part
};

/// The history of one round: streams of every kind that the server supports, a stop, more requests,
/// more stops. The same arguments give the same history.
[[nodiscard]] History history_of(unsigned round, std::uint32_t seed, const HistoryOptions& options);

/// Two streams and one SIGTERM, which show whether the server keeps anything.
[[nodiscard]] History first_history(const HistoryOptions& options);

}  // namespace conform::durability
