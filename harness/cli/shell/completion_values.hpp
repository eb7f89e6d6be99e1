// The possible values of an option or argument, as far as a shell can know them.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/options/outline.hpp"

namespace conform {

enum class Values {
  none,  ///< a flag takes none
  free,  ///< any text
  files,
  folders,
  words,      ///< a fixed list
  scenarios,  ///< including rules; queried from the program at completion time, like those below
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
