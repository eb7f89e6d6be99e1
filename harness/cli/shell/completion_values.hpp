// What can stand for a value on the command line, as far as a shell can know it.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/options/outline.hpp"

namespace conform {

enum class Values {
  none,  ///< a flag takes none
  free,  ///< whatever the user likes
  files,
  folders,
  words,      ///< a few, known beforehand
  scenarios,  ///< with the rules; asked from the program when the key is pressed, as the next are
  suites,
  defects,
  everything,  ///< scenarios, rules and requirements
};

struct CompletionValues {
  Values kind = Values::none;
  std::vector<std::string> words{};
  bool separated = false;  ///< by commas
};

[[nodiscard]] CompletionValues values_of(const OutlineOption& option);

}  // namespace conform
