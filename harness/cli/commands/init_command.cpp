#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/profile.hpp"
#include "harness/cli/output.hpp"
#include "harness/gate/descriptor.hpp"

namespace conform {
namespace {

int init_command(const Settings& settings) {
  const std::string& path = settings.new_profile;
  const auto profile = profile_template();
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file.open() && errno == EEXIST) {
    return fail(exit_status::usage, fmt::format("{} already exists; it was not changed", path));
  }
  const auto size = static_cast<ssize_t>(profile.size());
  if (!file.open() || ::write(file.number(), profile.data(), profile.size()) != size) {
    return fail(exit_status::usage, fmt::format("{} cannot be written: {}", path,
                                                std::generic_category().message(errno)));
  }
  print_out("Wrote {}. Remove the # before the settings that you want.\n", path);
  return exit_status::conformant;
}

}  // namespace

Command add_init(CLI::App& program) {
  return add_command(program, "init", "Write a conform.toml with every key explained",
                     init_command);
}

}  // namespace conform
