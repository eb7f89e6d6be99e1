// JSON schemas of the scenario format, by which editors complete and check it
// (suites/*.schema.json).
#pragma once

#include <string>

namespace conform {

/// Of a file of scenarios.
[[nodiscard]] std::string suite_schema();
/// Of a requirements.toml.
[[nodiscard]] std::string requirements_schema();

}  // namespace conform
