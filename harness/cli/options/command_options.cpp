#include "harness/cli/options/command_options.hpp"

#include <fmt/format.h>

#include "harness/cli/options/option.hpp"

namespace conform {
namespace {

/// Adds one option, according to the type of its value.
class Registration {
 public:
  Registration(CLI::App& line, const Option& option) : line_(line), option_(option) {}

  CLI::Option* add(bool& value) const { return line_.add_flag(option_.names, value, option_.help); }
  CLI::Option* add(std::optional<bool>& value) const {
    return line_.add_flag_callback(option_.names, [&value] { value = true; }, option_.help);
  }
  CLI::Option* add(std::optional<std::string>& value) const {
    const auto* file = std::get_if<ReportFile>(&option_.member);
    if (file == nullptr || !file->is_flag) return add_with_value(value);
    return line_.add_flag_callback(option_.names, [&value] { value = "-"; }, option_.help);
  }
  CLI::Option* add(std::vector<std::string>& values) const {
    CLI::Option* added = add_with_value(values);
    if (option_.by_commas) added->delimiter(',');
    return option_.is_positional() ? added : added->allow_extra_args(false);
  }
  template <class Value>
  CLI::Option* add(Value& value) const {
    return add_with_value(value);
  }

 private:
  template <class Value>
  CLI::Option* add_with_value(Value& value) const {
    CLI::Option* added = line_.add_option(option_.names, value, option_.help);
    if (!option_.is_positional()) added->option_text(option_.value);
    return added->required(option_.is_required);
  }

  CLI::App& line_;
  const Option& option_;
};

/// "--junit --suite head": CLI11 would take the next option for the value.
void refuse_options_as_value(CLI::App& line, const Option& option, CLI::Option& added) {
  if (option.is_positional() || option.value.empty()) return;
  added.check([&line, &option](const std::string& text) -> std::string {
    if (!text.starts_with("--") || line.get_option_no_throw(text) == nullptr) return {};
    throw CLI::ParseError(fmt::format("--{} needs a value ({}), and '{}' is an option",
                                      option.word(), option.value, text),
                          CLI::ExitCodes::ValidationError);
  });
}

void add_option(CLI::App& line, const Option& option, Settings& settings) {
  visit_value(option, settings, [&](auto& value) {
    CLI::Option* added = Registration(line, option).add(value);
    if (!option.group.empty()) added->group(option.group);
    refuse_options_as_value(line, option, *added);
    if (!option.is_checked()) return;
    // CLI11 would otherwise not name an option that the short help hides.
    added->check([&option](const std::string& text) -> std::string {
      const auto problem = problem_with_value(option, text);
      if (!problem) return {};
      throw CLI::ParseError(
          option.is_positional() ? *problem : fmt::format("--{}: {}", option.word(), *problem),
          CLI::ExitCodes::ValidationError);
    });
  });
}

}  // namespace

void add_options(CLI::App& line, std::string_view command, Settings& settings) {
  for (const auto& option : options()) {
    if (option.takes(command)) add_option(line, option, settings);
  }
}

}  // namespace conform
