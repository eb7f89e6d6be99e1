// What can be asked on the command line, as values: the manual and the shells' completion are
// written from them, so that they say what the help says.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace conform {

struct Option;

struct OutlineOption {
  std::vector<std::string> names;  ///< "-H", "--header"; that of a positional one without dashes
  std::string value;               ///< "FILE"; empty for a flag
  std::string help;
  std::string group;  ///< empty for what the help does not show
  bool positional = false;
  bool required = false;
  const Option* row = nullptr;  ///< of the table; none for --help and --version

  /// The one that says most: the last of them.
  [[nodiscard]] const std::string& name() const { return names.back(); }
};

struct Outline {
  std::string name;
  std::string help;
  std::string group;  ///< as with options
  std::string footer;
  std::vector<OutlineOption> options;
  std::vector<Outline> commands;
};

[[nodiscard]] Outline outline_of(const CLI::App& app);

}  // namespace conform
