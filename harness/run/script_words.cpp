#include "harness/run/script_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/run/shell_text.hpp"

namespace conform {

void ScriptWords::replace(std::string value, std::string variable) {
  if (value.size() < min_length) return;
  // Longest first, so that none replaces a part of another.
  const auto at = std::upper_bound(
      replacements_.begin(), replacements_.end(), value.size(),
      [](std::size_t size, const Replacement& one) { return size > one.value.size(); });
  replacements_.insert(at, {std::move(value), std::move(variable)});
}

std::string ScriptWords::quoted(std::string_view text) const {
  std::string out = "\"";
  while (!text.empty()) {
    const auto* known = at_start_of(text);
    const std::size_t size = known != nullptr ? known->value.size() : 1;
    out += known != nullptr ? fmt::format("${{{}}}", known->variable)
                            : shell::in_double_quotes(text.substr(0, 1));
    text.remove_prefix(size);
  }
  return out + "\"";
}

std::string ScriptWords::printed(std::string_view text) const {
  std::string arguments;
  std::string format;
  while (!text.empty()) {
    if (const auto* known = at_start_of(text)) {
      format += "%s";
      arguments += fmt::format(" \"${{{}}}\"", known->variable);
      text.remove_prefix(known->value.size());
      continue;
    }
    format += shell::printf_escaped(text.front());
    text.remove_prefix(1);
  }
  return fmt::format("printf '{}'{}", format, arguments);
}

const ScriptWords::Replacement* ScriptWords::at_start_of(std::string_view text) const {
  const auto found =
      std::find_if(replacements_.begin(), replacements_.end(),
                   [&](const Replacement& one) { return text.starts_with(one.value); });
  return found == replacements_.end() ? nullptr : &*found;
}

}  // namespace conform
