#include "harness/run/outages.hpp"

#include <algorithm>
#include <utility>

namespace conform {
namespace {

/// More tell nothing new.
constexpr std::size_t most_kept = 4096;

}  // namespace

void Outages::add(Instant ended, std::set<std::string> kinds) {
  if (outages_.size() < most_kept) outages_.push_back({ended, std::move(kinds)});
}

bool Outages::excuse(Instant from, const std::string& kind) const {
  return any_since(from) &&
         std::any_of(outages_.begin(), outages_.end(),
                     [&](const Outage& outage) { return !outage.kinds.contains(kind); });
}

}  // namespace conform
