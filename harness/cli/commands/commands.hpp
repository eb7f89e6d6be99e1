// The commands of the program. Each function adds its command, with the options, to the command
// line and returns the action to run after parsing; the action returns the exit status.
#pragma once

#include <functional>
#include <string>

#include "harness/cli/options/settings.hpp"

namespace CLI {
class App;
}

namespace conform {

struct Command {
  const CLI::App* line = nullptr;  ///< owned by the program's command line
  std::function<int()> run;
};

/// Adds a command with its options from the table.
Command add_command(CLI::App& program, const std::string& name, const std::string& help,
                    int (*run)(const Settings&));

/// `conform [run] [--target URL]`: also runs if no command is given
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
/// `conform monitor --upstream URL`
Command add_monitor(CLI::App& program);
/// `conform clients -- COMMAND`
Command add_clients(CLI::App& program);
/// `conform judge FILE`
Command add_judge(CLI::App& program);
/// `conform defects`
Command add_defects(CLI::App& program);
/// `conform dialects`
Command add_dialects(CLI::App& program);
/// `conform prove`
Command add_prove(CLI::App& program);
/// `conform fuzz`
Command add_fuzz(CLI::App& program);
/// `conform durability`
Command add_durability(CLI::App& program);
/// `conform replay FILE`
Command add_replay(CLI::App& program);
/// `conform report FILE…`
Command add_report(CLI::App& program);
/// `conform compare OLD NEW`
Command add_compare(CLI::App& program);
/// `conform manual`; the whole command line must outlive the command
Command add_manual(CLI::App& program);
/// `conform completion SHELL`, likewise
Command add_completion(CLI::App& program);

}  // namespace conform
