// The reference server as a target: its retention hook, and its settings for runs in process that
// repeat exactly.
#pragma once

#include <chrono>
#include <string>

#include "fixtures/server/rules/rules.hpp"
#include "harness/http/instant.hpp"
#include "harness/run/target.hpp"

namespace conform {

/// The URL of the reference server's control API that drops old data.
[[nodiscard]] std::string reference_retention_hook(const Target& target);

/// Conformant, and free of randomness.
[[nodiscard]] server::Rules repeatable_rules();

/// The server within SimTransport, with the start time of its virtual clock.
[[nodiscard]] Target simulated_target();
inline constexpr Instant simulated_start{std::chrono::sys_days{std::chrono::January / 1 / 2030}};

}  // namespace conform
