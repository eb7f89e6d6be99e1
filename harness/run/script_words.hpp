// Words of a shell script in which known values are replaced by the variables that hold them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

class ScriptWords {
 public:
  /// Shorter values would match by coincidence.
  static constexpr std::size_t min_length = 4;

  /// From now on, the variable stands for this value; values that are too short are ignored.
  void replace(std::string value, std::string variable);

  /// The text in double quotes.
  [[nodiscard]] std::string quoted(std::string_view text) const;
  /// A command that prints the text, whatever bytes it contains.
  [[nodiscard]] std::string printed(std::string_view text) const;

 private:
  struct Replacement {
    std::string value;
    std::string variable;
  };
  /// The replacement for the beginning of the text; null for none.
  [[nodiscard]] const Replacement* at_start_of(std::string_view text) const;

  std::vector<Replacement> replacements_;  ///< the longest value first
};

}  // namespace conform
