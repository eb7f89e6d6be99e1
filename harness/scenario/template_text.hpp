// Text with variables in it: "{name}" or "{name:argument}" stands for a value, "{{" for "{". A
// brace before anything else than a lowercase letter is itself, so that JSON needs no escapes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// The value of a variable by all that stands between its braces: "tail", "s:other", "time:+90s".
/// nullopt when there is no such variable.
using Lookup = std::function<std::optional<std::string>(std::string_view variable)>;
/// What is done to a value before it takes the variable's place.
using Encode = std::function<std::string(std::string_view value)>;

/// Values as they are.
[[nodiscard]] std::string as_is(std::string_view value);

[[nodiscard]] Expected<std::string, std::string> substitute(std::string_view text,
                                                            const Lookup& lookup,
                                                            const Encode& encode = as_is);
/// For the target of a request: values after the first "?" of the text are percent-encoded.
[[nodiscard]] Expected<std::string, std::string> substitute_target(std::string_view text,
                                                                   const Lookup& lookup);
/// Substitutes in every string that is a value; names of members stay as they are.
[[nodiscard]] Expected<nlohmann::ordered_json, std::string> substitute_json(
    const JsonTemplate& json, const Lookup& lookup);

/// The variables of a text in order, as a Lookup is asked for them.
[[nodiscard]] Expected<std::vector<std::string>, std::string> variables_in(std::string_view text);

/// [a-z][a-z0-9_]*
[[nodiscard]] bool is_variable_name(std::string_view text);

}  // namespace conform
