// The rules by topic, and helpers for writing their tables.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/observed_exchange.hpp"
#include "harness/judge/rule.hpp"

namespace conform {

[[nodiscard]] std::vector<Rule> header_rules();
[[nodiscard]] std::vector<Rule> value_rules();
[[nodiscard]] std::vector<Rule> status_rules();
[[nodiscard]] std::vector<Rule> producer_rules();
[[nodiscard]] std::vector<Rule> body_rules();
[[nodiscard]] std::vector<Rule> sse_rules();
[[nodiscard]] std::vector<Rule> offset_rules();
[[nodiscard]] std::vector<Rule> history_rules();
[[nodiscard]] std::vector<Rule> closure_rules();

/// The rule "etag-on-read" is reported as "judge.etag-on-read".
[[nodiscard]] RuleInfo must(std::string_view id, std::string_view requirement,
                            std::string_view title, std::string_view ruling = "");
[[nodiscard]] RuleInfo should(std::string_view id, std::string_view requirement,
                              std::string_view title, std::string_view ruling = "");

/// The same rules, each marked as being about content or state (R39).
[[nodiscard]] std::vector<Rule> about_content(std::vector<Rule> rules);

using Applies = std::function<bool(const ObservedExchange&)>;
using Check = std::function<std::optional<Mismatch>(const ObservedExchange&)>;

[[nodiscard]] Applies answered(Method method, int status);
[[nodiscard]] Applies answered(ReadMode mode, int status);

/// The request has a numeric cursor that a server can be expected to exceed: at most 2^53-1, like
/// other numbers of the protocol.
[[nodiscard]] bool sends_cursor(const ObservedExchange& seen);
/// The request has a numeric cursor larger than that, which no server gives out.
[[nodiscard]] bool sends_large_cursor(const ObservedExchange& seen);

/// What is wrong with a header of the response, or that it is missing.
[[nodiscard]] Mismatch wrong_header(std::string expected, const ObservedExchange& seen,
                                    const std::string& name);
/// What is wrong with the status of the response.
[[nodiscard]] Mismatch wrong_status(std::string expected, const ObservedExchange& seen);

/// The header is present and not empty.
[[nodiscard]] Check has(std::string name);
/// The header is present with the value true, in any letter case.
[[nodiscard]] Check has_true(std::string name);

}  // namespace conform
