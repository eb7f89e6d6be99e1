// A whole run, kept to be told again.
#pragma once

#include <functional>
#include <vector>

#include "reports/entry.hpp"

namespace conform::reports {

struct Run {
  Opening opening;
  std::vector<Finding> findings;
  std::vector<Behaviour> behaviours;
  Closing closing;
};

void tell(const Run& run, const std::function<void(const Entry&)>& on);

/// The finding to begin with; empty when nothing is accused but what is known.
[[nodiscard]] std::string likeliest_cause(const std::vector<Finding>& findings);

}  // namespace conform::reports
