#include "harness/cli/options/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "harness/cli/options/given_secrets.hpp"
#include "harness/cli/options/option.hpp"
#include "harness/run/shell_text.hpp"

namespace conform {
namespace {

bool is_plain(std::string_view text) {
  constexpr std::string_view safe = "-._/:@=,+%";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           safe.find(c) != std::string_view::npos;
  });
}

std::string shell_quote(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  return shell::single_quoted(text);
}

/// How a value is shown.
std::string shown(const Option& option, const std::string& value, const reports::Secrets& secrets) {
  if (!option.is_secret) return secrets.hide(value);
  const auto colon = value.find(':');
  return colon == std::string::npos ? "…" : value.substr(0, colon) + ": …";
}

/// " --header 'X: …'", once per value; empty if the option is not set.
std::string words_of(const Option& option, const Settings& settings,
                     const reports::Secrets& secrets) {
  const auto values = texts_of(option, settings);
  const auto name = option.names.substr(0, option.names.find(','));
  if (values.empty()) return {};
  if (option.value.empty()) return " " + name;
  if (option.by_commas) {
    return fmt::format(" {} {}", name, shell_quote(fmt::format("{}", fmt::join(values, ","))));
  }
  std::string words;
  for (const auto& value : values) {
    if (!option.is_positional()) words += " " + name;
    words += " " + shell_quote(shown(option, value, secrets));
  }
  return words;
}

/// With the options whose `again` is at least this.
std::string line_of(std::string_view command, const Settings& settings, Option::Again least) {
  const auto secrets = secrets_in(settings);
  std::string line = "conform";
  if (command != "run") line += fmt::format(" {}", command);
  for (const auto& option : options()) {
    if (option.takes(command) && option.again >= least) line += words_of(option, settings, secrets);
  }
  return line;
}

}  // namespace

std::string command_line(std::string_view command, const Settings& settings) {
  return line_of(command, settings, Option::Again::run);
}

std::string command_line_of_target(const Settings& settings) {
  return line_of("run", settings, Option::Again::target);
}

}  // namespace conform
