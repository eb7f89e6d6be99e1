// What a scenario expects of the status of a response, and that there is a response at all.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/mismatch.hpp"
#include "harness/scenario/body_bytes.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// Whether a status matches a pattern: "204", "4xx".
[[nodiscard]] bool status_matches(const std::string& pattern, int status);

/// Whether the connection was closed before a complete response, and the expectation allows that.
[[nodiscard]] bool is_closed_as_expected(const Expectation& expectation, const Exchange& exchange,
                                         const Fill& fill);

/// Adds to `out` that there is no response, or none that is complete.
void check_answered(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                    std::vector<Mismatch>& out);

/// Adds a wrong status to `out`. If events are expected, a refusal is one.
void check_status(const Expectation& expectation, const Exchange& exchange, const Fill& fill,
                  std::vector<Mismatch>& out);

/// Adds to `out` that the responses together have other statuses than expected.
void check_status_counts(const Expectation& expectation, std::span<const Exchange> exchanges,
                         const Fill& fill, std::vector<Mismatch>& out);

/// What came back, in words: "status 400 with ...", or why there is no response.
[[nodiscard]] std::string response_words(const Exchange& exchange);

}  // namespace conform
