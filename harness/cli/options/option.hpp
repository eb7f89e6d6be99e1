// One option of the command line: a row of the table from which registration, the keys of
// conform.toml and its template, "run it again" lines, help, manual and completion are generated.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "harness/cli/options/settings.hpp"

namespace conform {

/// An option that gives the file of a report; it has no Settings member of its own.
struct ReportFile {
  std::string_view format;  ///< as in reports/formats/format.hpp
  bool is_flag = false;     ///< the report goes to the standard output
};

/// Properties that only some options have.
struct OptionTraits {
  /// Whether the value is a path, and how it is used. Paths in a profile are relative to its
  /// folder.
  enum class Path { none, read, written };

  /// Which "run it again" lines include it.
  enum class Again {
    never,
    run,    ///< the line that repeats this run
    target  ///< and that of any test on the same target
  };

  /// What shell completion offers as its value.
  enum class Offers { by_value_word, scenarios, suites, defects, everything };

  struct Range {
    std::size_t least = 0;
    std::size_t most = std::numeric_limits<std::size_t>::max();
  };

  std::string key_example{};  ///< a TOML value; empty if the option has no profile key
  Path path = Path::none;
  Again again = Again::never;
  Range range{};
  std::vector<std::string> words{};  ///< the only valid values; empty if any value is valid
  Offers offers = Offers::by_value_word;
  bool by_commas = false;      ///< takes several values separated by commas
  bool is_required = false;    ///< for a positional argument
  bool is_secret = false;      ///< "NAME: VALUE", where VALUE is never shown
  bool of_one_target = false;  ///< a profile's value applies only to the target in that profile
  bool is_most_used = false;   ///< listed in the program's main help
};

struct Option : OptionTraits {
  using Member =
      std::variant<bool Settings::*, std::optional<bool> Settings::*, std::string Settings::*,
                   std::optional<std::string> Settings::*, std::vector<std::string> Settings::*,
                   std::optional<std::size_t> Settings::*, std::optional<double> Settings::*,
                   ReportFile>;

  Option(std::string its_names, std::string its_value, std::string its_help, Member its_member,
         std::string its_commands, OptionTraits traits = {})
      : OptionTraits(std::move(traits)),
        names(std::move(its_names)),
        value(std::move(its_value)),
        help(std::move(its_help)),
        member(its_member),
        commands(std::move(its_commands)) {}

  std::string names;  ///< "-H,--header"; without dashes for a positional argument
  std::string value;  ///< the placeholder for its value; empty for a flag
  std::string help;   ///< one line, without a full stop
  Member member;
  std::string commands;  ///< the commands that take it, separated by spaces
  std::string group{};   ///< its heading in the help; empty for the default one

  [[nodiscard]] bool takes(std::string_view command) const;
  [[nodiscard]] bool is_positional() const { return names.front() != '-'; }
  [[nodiscard]] bool is_number() const;
  /// Whether its value is validated.
  [[nodiscard]] bool is_checked() const { return is_number() || !words.empty(); }
  [[nodiscard]] bool has_key() const { return !key_example.empty(); }
  /// The last of its names, without dashes: "header".
  [[nodiscard]] std::string_view word() const;
};

/// All options, in the order of the help. The command without a name is "run".
[[nodiscard]] const std::vector<Option>& options();

/// The option with that name (including dashes) if the command has one.
[[nodiscard]] const Option* find_option(std::string_view command, std::string_view name);

/// Calls `visitor` with the option's value in the settings, which has one of the types above; a
/// report file is an optional string.
template <class AnySettings, class Visitor>
void visit_value(const Option& option, AnySettings& settings, const Visitor& visitor) {
  std::visit(
      [&](const auto& member) {
        if constexpr (!std::is_same_v<decltype(member), const ReportFile&>) {
          visitor(settings.*member);
        } else if constexpr (std::is_const_v<AnySettings>) {
          visitor(settings.report_file(member.format));
        } else {
          visitor(settings.report_files[std::string(member.format)]);
        }
      },
      option.member);
}

/// Its values as strings, empty if it is not set; "true" for a flag.
[[nodiscard]] std::vector<std::string> texts_of(const Option& option, const Settings& settings);

[[nodiscard]] inline bool is_set(const Option& option, const Settings& settings) {
  return !texts_of(option, settings).empty();
}

/// Why the text is not a valid value, such as "must be a number from 1 to 64".
[[nodiscard]] std::optional<std::string> problem_with_value(const Option& option,
                                                            const std::string& text);

/// All files that a run with these settings writes, and the --reports folder.
[[nodiscard]] std::vector<std::string> written_paths(const Settings& settings);

}  // namespace conform
