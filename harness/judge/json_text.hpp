// JSON texts (RFC 8259) compared by value (R14).
//
// The canonical form of a text is a JSON text with the same value, written in exactly one way: no
// white space, members sorted by name, strings with the fewest escapes, numbers by their exact
// decimal value ("1.0", "10e-1" and "1" are the same number; integers of any size stay exact). Two
// texts have the same value exactly if their canonical forms are equal bytes.
//
// Where RFC 8259 leaves the meaning undefined, the form is lenient: of members with the same name
// the last counts, lone surrogate escapes are read as U+FFFD, minus zero is zero, and exponents of
// more than 18 digits are all equal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/http/expected.hpp"

namespace conform {

/// Arrays and objects nested deeper than this are rejected.
inline constexpr std::size_t max_json_depth = 512;

/// The errors say in one sentence what is wrong with the text, and at which byte.
[[nodiscard]] Expected<std::string, std::string> canonical_json(std::string_view text);
/// The canonical forms of an array's elements; an error if the text is not an array.
[[nodiscard]] Expected<std::vector<std::string>, std::string> canonical_elements(
    std::string_view array_text);
/// The messages that a POST of this body appends (section 9.1.2): the elements of an array; any
/// other value is one message.
[[nodiscard]] Expected<std::vector<std::string>, std::string> flattened_messages(
    std::string_view body);

/// Whether a message that was sent may be read back as another (R14): equal, except that numbers
/// need to be equal only in double precision, and from 2^53 on any number may come back. Both are
/// canonical forms.
[[nodiscard]] bool equal_as_doubles(std::string_view sent, std::string_view read);

/// The same, but numbers from 2^53 on must be equal digit by digit.
[[nodiscard]] bool equal_in_large_numbers(std::string_view sent, std::string_view read);

/// Whether the same name occurs twice in one object, or a lone surrogate occurs: what the text
/// means is undefined (RFC 8259 4 and 8.2).
[[nodiscard]] bool has_open_meaning(std::string_view text);

/// Whether the text may be valid JSON but is rejected here because it is nested too deeply.
[[nodiscard]] bool exceeds_json_depth(std::string_view text);

}  // namespace conform
