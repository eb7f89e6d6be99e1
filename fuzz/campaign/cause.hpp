// What makes two violations one: the same rule, broken by the same kind of operation, with the same
// wrong observation once all that differs from play to play is left out.
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

/// "judge.x | read | …", in one line, as findings keep it, and back; nullopt for what is none.
[[nodiscard]] std::string to_string(const Cause& cause);
[[nodiscard]] std::optional<Cause> parse_cause(std::string_view text);

/// The words of a violation without what differs from play to play: numbers other than statuses
/// become "#", quoted text becomes its kind.
[[nodiscard]] std::string without_chance(std::string_view words);

/// Whether the rule holds an answer against what the clients had been told by then. Such a rule
/// needs the order of events to be right, so one sighting that never comes again proves little;
/// what any other rule sees once is beyond doubt.
[[nodiscard]] bool depends_on_order(std::string_view rule);

/// Whether the rule is about the data of a stream and its positions: one byte that is wrong breaks
/// several of them in one answer.
[[nodiscard]] bool is_about_content(std::string_view rule);

}  // namespace conform::fuzz
