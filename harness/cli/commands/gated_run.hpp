// Carries out a plan: all its runs, through the gate, into every report.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/cli/commands/run_plan.hpp"
#include "harness/cli/options/settings.hpp"
#include "harness/run/engine.hpp"

namespace conform {

/// One run against the target, on its own transport.
using OneRun = std::function<Expected<RunFinished, std::string>(
    const Selected& selected, const RunOptions& options, const Engine::Emit& emit)>;

/// Returns the exit status; errors have already been printed.
[[nodiscard]] int run_gated(RunPlan& plan, const Settings& settings, const OneRun& one_run);

}  // namespace conform
