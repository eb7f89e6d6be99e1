// Text in commands for a POSIX shell.
#pragma once

#include <string>
#include <string_view>

namespace conform::shell {

/// In single quotes.
[[nodiscard]] std::string single_quoted(std::string_view text);

/// For the inside of double quotes, where nothing in it has a meaning to the shell.
[[nodiscard]] std::string in_double_quotes(std::string_view text);

/// A character for the inside of a single-quoted format of printf that prints it.
[[nodiscard]] std::string printf_escaped(char c);

}  // namespace conform::shell
