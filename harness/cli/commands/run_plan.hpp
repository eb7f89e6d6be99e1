// Everything that a run needs, validated before the first request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/options/settings.hpp"
#include "harness/gate/failure_memory.hpp"
#include "harness/gate/gate.hpp"
#include "harness/http/expected.hpp"
#include "harness/http/message.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/selection.hpp"

namespace conform {

struct RunPlan {
  Catalogue catalogue;
  Selected selected;
  RunOptions options;
  GateOptions gate;
  std::size_t times = 1;
  std::optional<std::uint64_t> seed;  ///< for the order of scenarios
  bool fail_fast = false;
  std::optional<FailureMemory> memory;
  ReportPaths paths;
  http::Headers credentials;
};

/// The error is one sentence that names the flag or the file, or one line per error in the suites.
[[nodiscard]] Expected<RunPlan, std::string> plan_run(const Settings& settings);

/// Describes what a run of the plan would do; `verbose` names each scenario.
[[nodiscard]] std::string outline_of(const RunPlan& plan, const Settings& settings);

/// The value of --memory, or its default, in bytes; the error is one sentence.
[[nodiscard]] Expected<std::size_t, std::string> memory_of(const Settings& settings);

/// The target from the settings, before any port is filled in.
[[nodiscard]] std::string target_name(const Settings& settings);

}  // namespace conform
