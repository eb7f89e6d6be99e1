#include "harness/run/outages.hpp"

#include <algorithm>
#include <utility>

#include "harness/run/limits.hpp"

namespace conform {
void Outages::add(Instant ended, std::set<std::string> kinds) {
  if (outages_.size() < limits::kept_outages) outages_.push_back({ended, std::move(kinds)});
}

bool Outages::excuse(Instant from, const std::string& kind) const {
  return any_since(from) &&
         std::any_of(outages_.begin(), outages_.end(),
                     [&](const Outage& outage) { return !outage.kinds.contains(kind); });
}

}  // namespace conform
