// An arena in this process: for every sequence a reference server of its own, on a virtual clock.
#pragma once

#include <string>

#include "fixtures/server/rules/rules.hpp"
#include "fuzz/campaign/hunter.hpp"

namespace conform::fuzz {

[[nodiscard]] MakeArena simulated_arena(const server::Rules& rules, const std::string& word);

}  // namespace conform::fuzz
