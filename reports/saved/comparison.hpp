// What has changed between two runs, scenario by scenario.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/saved/saved_run.hpp"

namespace conform::reports {

struct Change {
  std::string id;
  Verdict before = Verdict::pass;
  Verdict after = Verdict::pass;
  std::string message;  ///< why it is as it is now
};

struct Comparison {
  std::vector<Change> worse;
  std::vector<Change> better;
  std::vector<Change> unclear;   ///< not judged now, so that nobody knows
  std::vector<Change> appeared;  ///< `before` says nothing
  std::vector<Change> gone;      ///< `after` says nothing
  std::size_t same = 0;
};

/// What passed and is skipped now has lost something.
[[nodiscard]] Comparison compare(const Run& before, const Run& after);

/// For a terminal of 80 columns.
[[nodiscard]] std::string comparison_text(const SavedRun& before, const SavedRun& after,
                                          const Comparison& comparison);

/// {"old": {"target", "started", "conclusion"}, "new": …, "worse": [{"id", "old", "new",
/// "message"}], "better", "unclear", "appeared": [{"id", "new", "message"}], "gone": [{"id",
/// "old"}], "same": n}
[[nodiscard]] std::string comparison_json(const SavedRun& before, const SavedRun& after,
                                          const Comparison& comparison);

}  // namespace conform::reports
