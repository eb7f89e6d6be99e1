// A whole run, kept so that it can be reported again.
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

/// Ranks the root causes of the findings that are not known failures, and sets the one to start
/// with.
void set_ranking(Closing& closing, const std::vector<Finding>& findings);

}  // namespace conform::reports
