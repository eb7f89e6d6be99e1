// Text with variables in it: "{name}" or "{name:argument}" stands for a value, "{{" for "{". A
// brace before anything but a lowercase letter is literal, so that JSON needs no escapes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// The value of a variable, given the whole text between its braces: "tail", "s:other",
/// "time:+90s". nullopt if there is no such variable.
using Lookup = std::function<std::optional<std::string>(std::string_view variable)>;
/// How a value is transformed before it is inserted.
using Encode = std::function<std::string(std::string_view value)>;

/// Without `encode`, values are inserted unchanged.
[[nodiscard]] Expected<std::string, std::string> substitute(std::string_view text,
                                                            const Lookup& lookup,
                                                            const Encode& encode = {});
/// For a request target: values after the first "?" of the text are percent-encoded.
[[nodiscard]] Expected<std::string, std::string> substitute_target(std::string_view text,
                                                                   const Lookup& lookup);
/// Substitutes in all strings that are values; member names are left unchanged.
[[nodiscard]] Expected<nlohmann::ordered_json, std::string> substitute_json(
    const JsonTemplate& json, const Lookup& lookup);

/// The variables of a text in order, as they are passed to a Lookup.
[[nodiscard]] Expected<std::vector<std::string>, std::string> variables_in(std::string_view text);

/// [a-z][a-z0-9_]*
[[nodiscard]] bool is_variable_name(std::string_view text);

}  // namespace conform
