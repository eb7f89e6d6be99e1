// The cause of a violation, which is how findings are deduplicated: the same rule, broken by the
// same kind of operation, with the same mismatch apart from what differs between executions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fuzz/sequence/operation.hpp"
#include "harness/judge/rule.hpp"

namespace conform::fuzz {

struct Cause {
  std::string rule;      ///< "judge.bytes-unchanged"
  Act act = Act::read;   ///< what the client did
  std::string mismatch;  ///< "status 204 -> status 200", without offsets, numbers and content

  auto operator<=>(const Cause&) const = default;
};

[[nodiscard]] Cause cause_of(Act act, const Violation& violation);

/// As one line, "judge.x | read | …", for findings, and back; nullopt for other text.
[[nodiscard]] std::string to_string(const Cause& cause);
[[nodiscard]] std::optional<Cause> parse_cause(std::string_view text);

/// The text of a violation without what differs between executions: numbers other than statuses
/// become "#", quoted text becomes its kind.
[[nodiscard]] std::string without_variable_parts(std::string_view words);

/// Whether the rule compares an answer with what was acknowledged before its request. Such a rule
/// depends on the order of events, so one violation that is not reproduced proves little; a single
/// violation of any other rule is certain.
[[nodiscard]] bool depends_on_order(std::string_view rule);

/// Whether the rule is about the data of a stream and its positions: one wrong byte breaks several
/// of them in one answer.
[[nodiscard]] bool is_about_content(std::string_view rule);

}  // namespace conform::fuzz
