// Merges the shards of a run.
#pragma once

#include <string>
#include <vector>

#include "harness/http/expected.hpp"
#include "reports/saved/saved_run.hpp"

namespace conform::reports {

/// The run of which these are all the shards; a run without shards is merged from one. An id with
/// results in several shards, like every rule, gets the worst of its verdicts. The error is one
/// sentence that names the missing or unrelated shard.
[[nodiscard]] Expected<Run, std::string> merged(std::vector<SavedRun> shards);

}  // namespace conform::reports
