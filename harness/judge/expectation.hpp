// What a scenario expects of an answer, as one more rule: how does the answer differ from it?
#pragma once

#include <span>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/mismatch.hpp"
#include "harness/scenario/body_bytes.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// All mismatches of one answer; empty if everything expected holds. For an answer that has not
/// ended yet, what has arrived so far is checked.
[[nodiscard]] std::vector<Mismatch> mismatches(const Expectation& expectation,
                                               const Exchange& exchange, const Fill& fill);

/// What must hold for several answers together: status counts, and headers that must differ.
[[nodiscard]] std::vector<Mismatch> set_mismatches(const Expectation& expectation,
                                                   std::span<const Exchange> exchanges,
                                                   const Fill& fill);

/// Tests of captured values, for steps that send nothing.
[[nodiscard]] std::vector<Mismatch> value_mismatches(const Expectation& expectation,
                                                     const Fill& fill);

/// Whether the reads from two offsets show that both denote the same position (R25).
[[nodiscard]] bool show_same_position(const Exchange& one, const Exchange& other);

}  // namespace conform
