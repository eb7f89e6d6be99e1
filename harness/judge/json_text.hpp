// JSON texts (RFC 8259) compared by value (R14).
//
// The canonical form of a text is a JSON text with the same value and no freedom left: no white
// space, members sorted by name, strings with the fewest escapes, numbers by their exact decimal
// value ("1.0", "10e-1" and "1" are one number; integers of any size stay exact). Two texts have
// the same value exactly when their canonical forms are equal bytes.
//
// Where RFC 8259 leaves the meaning open, the form forgives: of members with one name the last
// counts, lone surrogate escapes read as U+FFFD, minus zero is zero, and exponents too large for 18
// digits are all alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/http/expected.hpp"

namespace conform {

/// Arrays and objects nested deeper than this are refused.
inline constexpr std::size_t max_json_depth = 512;

/// The errors say in one sentence what is wrong with the text, and at which byte.
[[nodiscard]] Expected<std::string, std::string> canonical_json(std::string_view text);
/// The canonical forms of an array's elements; an error when the text is no array.
[[nodiscard]] Expected<std::vector<std::string>, std::string> canonical_elements(
    std::string_view array_text);
/// The messages that a POST of this body appends (section 9.1.2): an array gives its elements, any
/// other value is one message.
[[nodiscard]] Expected<std::vector<std::string>, std::string> flattened_messages(
    std::string_view body);

/// Whether a message that was sent may read back so (R14): equal, but for numbers, which need to be
/// equal only as far as a double holds them; any number may come back for one from 2^53 on. Both
/// are canonical forms.
[[nodiscard]] bool equal_as_doubles(std::string_view sent, std::string_view read);

/// The same, where numbers from 2^53 on need to be equal digit by digit.
[[nodiscard]] bool equal_in_large_numbers(std::string_view sent, std::string_view read);

/// True for a text in which a name stands twice in one object, or that has half a surrogate pair:
/// what it means is left open (RFC 8259 4 and 8.2).
[[nodiscard]] bool has_open_meaning(std::string_view text);

/// True for a text that may be good JSON but is refused here for its depth.
[[nodiscard]] bool exceeds_json_depth(std::string_view text);

}  // namespace conform
