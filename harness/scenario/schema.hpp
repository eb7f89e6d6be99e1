// JSON schemas of the scenario format, which editors use for completion and validation
// (suites/*.schema.json).
#pragma once

#include <string>

namespace conform {

/// For a file of scenarios.
[[nodiscard]] std::string suite_schema();
/// For requirements.toml.
[[nodiscard]] std::string requirements_schema();

}  // namespace conform
