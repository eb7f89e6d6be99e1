// What a scenario expects of an event stream, also while its events arrive.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/mismatch.hpp"
#include "harness/scenario/body_bytes.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// Adds what is wrong with the events of the response to `out`.
void check_event_stream(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                        std::vector<Mismatch>& out);

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

}  // namespace conform
