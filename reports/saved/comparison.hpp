// What changed between two runs, by scenario.
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
  std::string message;  ///< the reason for its present verdict
};

struct Comparison {
  std::vector<Change> worse;
  std::vector<Change> better;
  std::vector<Change> unclear;   ///< no longer judged, so not known
  std::vector<Change> appeared;  ///< not in `before`
  std::vector<Change> gone;      ///< not in `after`
  std::size_t same = 0;
};

/// A test that passed before and is now skipped counts as worse.
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
