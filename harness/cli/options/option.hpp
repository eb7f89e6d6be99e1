// One option of the command line: a row of the table that everything about options is made from,
// which is registration, the keys of conform.toml and their template, "run it again" lines, help,
// manual and completion.
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

/// An option that names the file of a report, in place of a member of its own.
struct ReportFile {
  std::string_view format;  ///< as in reports/formats/format.hpp
  bool is_flag = false;     ///< it goes to the standard output
};

/// What few options have.
struct OptionTraits {
  /// What its value does as a path. In a profile, paths are taken from the profile's folder.
  enum class Path { none, read, written };

  /// Which "run it again" lines have it.
  enum class Again {
    never,
    run,    ///< that of the same run
    target  ///< and that of any test on the same target
  };

  /// What a shell can offer as its value.
  enum class Offers { by_value_word, scenarios, suites, defects, everything };

  struct Range {
    std::size_t least = 0;
    std::size_t most = std::numeric_limits<std::size_t>::max();
  };

  std::string key_example{};  ///< a value in TOML; empty where a profile has no such key
  Path path = Path::none;
  Again again = Again::never;
  Range range{};
  std::vector<std::string> words{};  ///< the only values; empty for any
  Offers offers = Offers::by_value_word;
  bool by_commas = false;      ///< several values in one word
  bool is_required = false;    ///< of an argument by position
  bool is_secret = false;      ///< "NAME: VALUE", of which VALUE is shown nowhere
  bool of_one_target = false;  ///< a profile's value is not for a target that it does not name
  bool is_most_used = false;   ///< in the help of the program itself
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

  std::string names;  ///< "-H,--header"; without dashes for an argument by position
  std::string value;  ///< the word for its value; empty for a flag
  std::string help;   ///< one line, without a full stop
  Member member;
  std::string commands;  ///< those that take it, parted by spaces
  std::string group{};   ///< its heading in the help; empty for the common one

  [[nodiscard]] bool takes(std::string_view command) const;  ///< whether the command takes it
  [[nodiscard]] bool is_positional() const { return names.front() != '-'; }
  [[nodiscard]] bool is_number() const;
  /// Whether not every text is one of its values.
  [[nodiscard]] bool is_checked() const { return is_number() || !words.empty(); }
  [[nodiscard]] bool has_key() const { return !key_example.empty(); }
  /// The last of its names, without dashes: "header".
  [[nodiscard]] std::string_view word() const;
};

/// All of them, in the order of the help. The command without a name is "run".
[[nodiscard]] const std::vector<Option>& options();

/// The row of that name, with its dashes, if the command has one.
[[nodiscard]] const Option* find_option(std::string_view command, std::string_view name);

/// Calls `visitor` with the settings' value of the option, which has one of the types above; that
/// of the file of a report is an optional text.
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

/// Its values as texts, none where it is not given; "true" for a flag.
[[nodiscard]] std::vector<std::string> texts_of(const Option& option, const Settings& settings);

/// Whether it is given.
[[nodiscard]] inline bool is_set(const Option& option, const Settings& settings) {
  return !texts_of(option, settings).empty();
}

/// Why the text is not one of its values, such as "must be a number from 1 to 64".
[[nodiscard]] std::optional<std::string> problem_with_value(const Option& option,
                                                            const std::string& text);

/// All files that a run with these settings writes, and the folder of --reports.
[[nodiscard]] std::vector<std::string> written_paths(const Settings& settings);

}  // namespace conform
