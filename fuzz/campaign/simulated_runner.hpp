// A runner in this process: a new reference server for every sequence, on a virtual clock.
#pragma once

#include <string>

#include "fixtures/server/rules/rules.hpp"
#include "fuzz/campaign/fuzz_worker.hpp"

namespace conform::fuzz {

[[nodiscard]] MakeRunner simulated_runner(const server::Rules& rules, const std::string& word);

}  // namespace conform::fuzz
