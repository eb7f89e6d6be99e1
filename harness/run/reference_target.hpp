// The reference server as a target: where it drops old data, and how it runs in process so that
// every run repeats exactly.
#pragma once

#include <chrono>
#include <string>

#include "fixtures/server/rules/rules.hpp"
#include "harness/http/instant.hpp"
#include "harness/run/target.hpp"

namespace conform {

/// The reference server drops old data when its own control API is asked to.
[[nodiscard]] std::string reference_retention_hook(const Target& target);

/// Right, and with nothing left to chance.
[[nodiscard]] server::Rules repeatable_rules();

/// The server within SimTransport, and the time at which its virtual clock begins.
[[nodiscard]] Target simulated_target();
inline constexpr Instant simulated_start{std::chrono::sys_days{std::chrono::January / 1 / 2030}};

}  // namespace conform
