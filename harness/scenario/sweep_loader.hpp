// The `sweep` of a scenario (suites/README.md, "A scenario").
#pragma once

#include <optional>

#include "harness/scenario/scenario.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// The delays, evenly spread. Reports errors; nullopt if there are any.
[[nodiscard]] std::optional<Sweep> load_sweep(const TomlValue& value);

}  // namespace conform
