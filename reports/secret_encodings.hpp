// How a credential looks in the formats that conform itself or common frameworks write.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace conform::reports {

/// The value in every single encoding that has one form: percent-encoding, JSON, hexadecimal
/// digits, words and formats of a shell, XML and HTML, and of base64 what is the same wherever it
/// begins.
[[nodiscard]] std::set<std::string> encodings_of(std::string_view value);

}  // namespace conform::reports
