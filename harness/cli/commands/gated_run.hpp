// A plan carried out: as many runs as it asks for, through the gate, into every report.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/cli/commands/run_plan.hpp"
#include "harness/cli/options/settings.hpp"
#include "harness/run/engine.hpp"

namespace conform {

/// One run against the target, on a transport of its own.
using OneRun = std::function<Expected<RunFinished, std::string>(
    const Selected& selected, const RunOptions& options, const Engine::Emit& emit)>;

/// Gives the status to exit with; what went wrong has been said.
[[nodiscard]] int run_gated(RunPlan& plan, const Settings& settings, const OneRun& one_run);

}  // namespace conform
