// What a scenario expects of an answer, as one more rule: where does the answer depart from it?
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

/// Where an answer departs from what is expected of it.
using Mismatch = Mismatch;

/// Departures of one answer; empty when everything that is expected holds. An answer that has not
/// ended yet is judged by what has come so far.
[[nodiscard]] std::vector<Mismatch> mismatches(const Expectation& expectation,
                                               const Exchange& exchange, const Fill& fill);

/// What must hold of several answers together: the tally, and headers that differ.
[[nodiscard]] std::vector<Mismatch> set_departures(const Expectation& expectation,
                                                   std::span<const Exchange> exchanges,
                                                   const Fill& fill);

/// Tests of captured values, for steps that send nothing.
[[nodiscard]] std::vector<Mismatch> value_departures(const Expectation& expectation,
                                                     const Fill& fill);

/// Whether this event is the one that is waited for.
[[nodiscard]] bool event_matches(const EventTest& test, const http::SseEvent& event, bool base64,
                                 const Fill& fill);

/// An expectation whose fulfilment can be seen before the response ends.
[[nodiscard]] bool can_be_met_early(const Expectation& expectation);

/// The events so far already exclude that the expectation will ever hold. `tail` is the offset at
/// which the last write to the stream ended, empty where it is not known: a reader that is told to
/// be there (5.8) has had all data.
[[nodiscard]] bool is_hopeless(const Expectation& expectation, const Exchange& exchange,
                               const Fill& fill, std::string_view tail);

/// The offset at which the last write to the stream ended, as its answer tells; empty where that is
/// not the greatest one told (5.2, 8). Exchanges are given oldest first.
[[nodiscard]] std::string last_told_tail(const std::deque<Exchange>& exchanges,
                                         const std::string& stream);

/// Whether the reads from two offsets show that both name one position (R25).
[[nodiscard]] bool show_one_position(const Exchange& one, const Exchange& other);

/// Whether a status is what a pattern says: "204", "4xx".
[[nodiscard]] bool status_matches(const std::string& pattern, int status);

}  // namespace conform
