// The commands of the program. Each adds itself, with its options, to the command line, and gives
// what is to be done once that has been read; doing it gives the status to exit with.
#pragma once

#include <functional>
#include <string>

#include "harness/cli/options/settings.hpp"

namespace CLI {
class App;
}

namespace conform {

struct Command {
  const CLI::App* line = nullptr;  ///< belongs to the program's command line
  std::function<int()> run;
};

/// A command with its rows of the table of options.
Command add_command(CLI::App& program, const std::string& name, const std::string& help,
                    int (*run)(const Settings&));

/// `conform [run] [--target URL]`: what is done when no other command is named
Command add_run(CLI::App& program);
/// `conform doctor`
Command add_doctor(CLI::App& program);
/// `conform init`
Command add_init(CLI::App& program);
/// `conform list`, of suites, scenarios or requirements
Command add_list(CLI::App& program);
/// `conform show ID`
Command add_show(CLI::App& program);
/// `conform serve`
Command add_serve(CLI::App& program);
/// `conform judge FILE`
Command add_judge(CLI::App& program);
/// `conform defects`
Command add_defects(CLI::App& program);
/// `conform prove`
Command add_prove(CLI::App& program);
/// `conform fuzz`
Command add_fuzz(CLI::App& program);
/// `conform replay FILE`
Command add_replay(CLI::App& program);
/// `conform report FILE…`
Command add_report(CLI::App& program);
/// `conform compare OLD NEW`
Command add_compare(CLI::App& program);
/// `conform manual`, about the whole command line, which must outlive the command
Command add_manual(CLI::App& program);
/// `conform completion SHELL`, likewise
Command add_completion(CLI::App& program);

}  // namespace conform
