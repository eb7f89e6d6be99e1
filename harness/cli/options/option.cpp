#include "harness/cli/options/option.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

#include "reports/formats/format.hpp"

namespace conform {
namespace {

void add_text(bool value, std::vector<std::string>& texts) {
  if (value) texts.emplace_back("true");
}
void add_text(std::size_t value, std::vector<std::string>& texts) {
  texts.push_back(std::to_string(value));
}
void add_text(double value, std::vector<std::string>& texts) {
  texts.push_back(fmt::format("{}", value));
}
void add_text(const std::string& value, std::vector<std::string>& texts) {
  if (!value.empty()) texts.push_back(value);
}
void add_text(const std::vector<std::string>& values, std::vector<std::string>& texts) {
  texts.insert(texts.end(), values.begin(), values.end());
}
/// An option that is set to an empty string counts as set.
void add_text(const std::optional<std::string>& value, std::vector<std::string>& texts) {
  if (value) texts.push_back(*value);
}
template <class Value>
void add_text(const std::optional<Value>& value, std::vector<std::string>& texts) {
  if (value) add_text(*value, texts);
}

/// nullopt unless the whole text is a number.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

std::string words_of(const Option::Range& range) {
  if (range.most == std::numeric_limits<std::size_t>::max()) {
    return fmt::format("a whole number, {} or more", range.least);
  }
  return fmt::format("a number from {} to {}", range.least, range.most);
}

/// "LEVEL" stands for a level.
std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::optional<std::string> problem_with_number(const Option& option, const std::string& text) {
  if (std::holds_alternative<std::optional<double> Settings::*>(option.member)) {
    const auto number = number_in<double>(text);
    return number && *number > 0 ? std::nullopt : std::optional<std::string>("must be above 0");
  }
  const auto number = number_in<std::size_t>(text);
  const auto& range = option.range;
  if (number && *number >= range.least && *number <= range.most) return std::nullopt;
  return "must be " + words_of(range);
}

}  // namespace

bool Option::takes(std::string_view command) const {
  return fmt::format(" {} ", commands).find(fmt::format(" {} ", command)) != std::string::npos;
}

std::string_view Option::word() const {
  std::string_view last = names;
  last.remove_prefix(last.rfind(',') + 1);
  while (last.starts_with('-')) last.remove_prefix(1);
  return last;
}

bool Option::is_number() const {
  return std::holds_alternative<std::optional<std::size_t> Settings::*>(member) ||
         std::holds_alternative<std::optional<double> Settings::*>(member);
}

const Option* find_option(std::string_view command, std::string_view name) {
  for (const auto& option : options()) {
    const auto names = fmt::format(",{},", option.names);
    const bool has_name = names.find(fmt::format(",{},", name)) != std::string::npos;
    if (has_name && option.takes(command)) return &option;
  }
  return nullptr;
}

std::vector<std::string> texts_of(const Option& option, const Settings& settings) {
  std::vector<std::string> texts;
  visit_value(option, settings, [&](const auto& value) { add_text(value, texts); });
  return texts;
}

std::optional<std::string> problem_with_value(const Option& option, const std::string& text) {
  if (option.is_number()) return problem_with_number(option, text);
  const auto& words = option.words;
  if (words.empty() || std::find(words.begin(), words.end(), text) != words.end()) {
    return std::nullopt;
  }
  return fmt::format("invalid {}: '{}' ({})", lower_case(option.value), text,
                     fmt::join(words, ", "));
}

std::vector<std::string> written_paths(const Settings& settings) {
  std::vector<std::string> paths;
  for (const auto& option : options()) {
    if (!option.takes("run") || option.path != Option::Path::written) continue;
    for (auto& path : texts_of(option, settings)) paths.push_back(std::move(path));
  }
  if (!settings.reports) return paths;
  for (const auto& format : reports::formats()) {
    if (format.file_name.empty()) continue;
    paths.push_back((std::filesystem::path(*settings.reports) / format.file_name).string());
  }
  return paths;
}

}  // namespace conform
