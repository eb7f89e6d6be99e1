// The entry point: parses the command line and dispatches to the command.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <csignal>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/given_secrets.hpp"
#include "harness/cli/shell/help.hpp"
#include "harness/transport/own_lack.hpp"
#include "reports/output_filter.hpp"

namespace conform {
namespace {

constexpr const char* footer =
    "Exit status: 0 no failures, 1 failures, 2 wrong usage, 3 not tested.\n"
    "Credentials: -H, conform.toml or CONFORM_AUTHORIZATION. Reports never show them.";

const CLI::App& chosen_command(const CLI::App& program) {
  const auto commands = program.get_subcommands();
  return commands.empty() ? program : *commands.front();
}

int parse_and_run(int argc, char** argv) {
  CLI::App program("Tests a Durable Streams server against the protocol.", "conform");
  program.footer(footer);
  program.formatter(std::make_shared<HelpFormatter>());
  program.set_help_flag("-h,--help", "Show this help");
  program.set_version_flag("--version", CONFORM_VERSION, "Show the version");
  program.require_subcommand(0, 1);
  // Wrong usage is reported before the options are known.
  reports::never_write(secrets_in(std::vector<std::string>(argv + 1, argv + argc)));

  const Command run = add_run(program);
  const std::vector<Command> commands{
      add_doctor(program),  add_init(program),       add_list(program),  add_show(program),
      add_report(program),  add_compare(program),    add_serve(program), add_dialects(program),
      add_monitor(program), add_clients(program),    add_judge(program), add_replay(program),
      add_fuzz(program),    add_durability(program), add_prove(program), add_defects(program),
      add_manual(program),  add_completion(program)};
  show_most_used(program);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& help_requested) {
    return program.exit(help_requested);
  } catch (const CLI::ExtrasError&) {
    return fail(exit_status::usage,
                unknown_argument(chosen_command(program), program.remaining(true).front()));
  } catch (const CLI::RequiredError&) {
    return fail(exit_status::usage, missing_argument(chosen_command(program)));
  } catch (const CLI::ParseError& error) {
    return fail(exit_status::usage, std::string(error.what()) + "; see 'conform --help'");
  }
  for (const auto& command : commands) {
    if (command.line->parsed()) return command.run();
  }
  return run.run();
}

/// nullopt if it is not about a system call.
std::optional<int> system_error_of(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return ENOMEM;
  if (const auto* one = dynamic_cast<const std::system_error*>(&error)) return one->code().value();
  // What Asio throws.
  const auto* of_boost = dynamic_cast<const boost::system::system_error*>(&error);
  return of_boost == nullptr ? std::nullopt : std::optional(of_boost->code().value());
}

std::string words_for(const std::exception& error) {
  const auto system_error = system_error_of(error);
  if (!system_error) return std::string("internal error, please report it: ") + error.what();
  if (!is_own_lack(*system_error)) {
    return std::string("this machine does not let conform go on: ") + error.what();
  }
  return fmt::format("this system does not give conform what it needs to run: {} (see 'ulimit -a')",
                     dynamic_cast<const std::bad_alloc*>(&error) != nullptr
                         ? std::generic_category().message(*system_error)
                         : error.what());
}

/// If one of them is closed, the next file would take its number, and what is printed would go into
/// it.
void occupy_standard_descriptors() {
  while (true) {
    const int descriptor = ::open("/dev/null", O_RDWR);
    if (descriptor > STDERR_FILENO) ::close(descriptor);
    if (descriptor < 0 || descriptor > STDERR_FILENO) return;
  }
}

}  // namespace
}  // namespace conform

int main(int argc, char** argv) {
  conform::occupy_standard_descriptors();
  // What nobody reads, and what does not fit on the disk, are errors of a write, not of a run.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return conform::parse_and_run(argc, argv);
  } catch (const std::exception& error) {
    return conform::fail(conform::exit_status::not_judged, conform::words_for(error));
  }
}
