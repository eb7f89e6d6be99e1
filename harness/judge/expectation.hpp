// What a scenario expects of an answer, as one more rule: how does the answer differ from it?
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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

/// Whether this is the event that a step waits for.
[[nodiscard]] bool event_matches(const EventTest& test, const http::SseEvent& event, bool base64,
                                 const Fill& fill);

/// Whether the expectation can be met before the response ends.
[[nodiscard]] bool can_be_met_early(const Expectation& expectation);

/// Whether the events so far already rule out that the expectation can be met. `tail` is the offset
/// after the last write to the stream, empty if it is not known: a reader that has been given this
/// offset (5.8) has received all data.
[[nodiscard]] bool is_hopeless(const Expectation& expectation, const Exchange& exchange,
                               const Fill& fill, std::string_view tail);

/// The offset after the last write to the stream, from the response to that write; empty if a
/// greater one was given (5.2, 8). Exchanges are given oldest first.
[[nodiscard]] std::string last_reported_tail(const std::deque<Exchange>& exchanges,
                                             const std::string& stream);

/// Whether the reads from two offsets show that both denote the same position (R25).
[[nodiscard]] bool show_same_position(const Exchange& one, const Exchange& other);

/// Whether a status matches a pattern: "204", "4xx".
[[nodiscard]] bool status_matches(const std::string& pattern, int status);

}  // namespace conform
