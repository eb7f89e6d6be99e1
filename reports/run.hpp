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

void emit(const Run& run, const std::function<void(const Entry&)>& on);

/// Ranks the root causes of the findings, but for what is known, and says with which to begin.
void set_ranking(Closing& closing, const std::vector<Finding>& findings);

}  // namespace conform::reports
