// The server that `conform durability` tests, and the proof that it finds planted faults.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/options/settings.hpp"

namespace conform {

/// A command for --server that runs the built-in server with its data in {dir}.
[[nodiscard]] std::string built_in_durable_server(const std::vector<std::string>& defects);

/// Tests the built-in server with each planted durability fault in turn, and without any.
[[nodiscard]] int prove_durability(const Settings& settings);

}  // namespace conform
