// The command line as plain values: the manual and the shell completions are generated from them,
// so that they always agree with the help.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace conform {

struct Option;

struct OutlineOption {
  std::vector<std::string> names;  ///< "-H", "--header"; without dashes for a positional argument
  std::string value;               ///< "FILE"; empty for a flag
  std::string help;
  std::string group;  ///< empty if the help does not show it
  bool positional = false;
  bool required = false;
  const Option* row = nullptr;  ///< null for --help and --version

  /// The most descriptive name: the last one.
  [[nodiscard]] const std::string& name() const { return names.back(); }
};

struct Outline {
  std::string name;
  std::string help;
  std::string group;  ///< as for options
  std::string footer;
  std::vector<OutlineOption> options;
  std::vector<Outline> commands;
};

[[nodiscard]] Outline outline_of(const CLI::App& app);

}  // namespace conform
