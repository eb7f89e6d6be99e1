// The parts of a run that was spread over processes, put together again.
#pragma once

#include <string>
#include <vector>

#include "harness/http/expected.hpp"
#include "reports/saved/saved_run.hpp"

namespace conform::reports {

/// The run of which these are all the shards; a run that was not spread is one of its own. What
/// several shards judged, as each does with every rule, has the worst of its verdicts. The error,
/// one sentence, says which shard is missing or does not belong.
[[nodiscard]] Expected<Run, std::string> merged(std::vector<SavedRun> shards);

}  // namespace conform::reports
