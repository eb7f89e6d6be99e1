#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/options.hpp"
#include "harness/gate/descriptor.hpp"

namespace conform {
namespace {

constexpr std::string_view profile =
    R"(# What conform does in this folder and below. Every key is a flag of
# 'conform run'; a flag on the command line goes before its key here.

# The server. Its streams lie below this URL, or where {stream} stands in it.
# target = "http://127.0.0.1:4437/v1/stream"

# Or let conform start it: {port} becomes a free one, here and in target.
# server         = "./my-server --port {port}"
# server-timeout = "30s"
# server-log     = "build/server.log"

# What every request carries. A secret is better kept in the environment, as
# CONFORM_AUTHORIZATION.
# header = ["X-Tenant: test"]

# cacert   = "test/ca.pem"
# insecure = true
# http2    = true
# timeout  = "10s"

# Lets conform make the server drop old data: it POSTs JSON, path and before.
# retention-hook = "http://127.0.0.1:4437/drop"

# What the server can do for certain: that it cannot is a failure then.
# require = ["sse", "producers"]
# What is not built yet: its scenarios are skipped, and it is not tried.
# lacks = ["forks"]

# What runs: globs, as in 'conform list'.
# suite = ["append", "close*"]
# only  = ["sequence.*"]
# skip  = ["http.large-*"]
# level = "must"
# suites = ["test/suites"]

# What fails the run: failures that are known do not, and a broken SHOULD does
# only where it is asked to.
# baseline  = "known.toml"
# fail-on   = "should"
# fail-fast = true

# repeat       = 3
# shuffle      = true
# jobs         = 64
# keep-streams = true

# reports = "build/conform"
# junit   = "build/conform.xml"
# json    = "build/conform.json"
# html    = "build/conform.html"
# journal = "build/conform.journal"
)";

int init_command(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file.open() && errno == EEXIST) {
    return fail(exit_status::usage, fmt::format("{} is there already, and is left alone", path));
  }
  const auto size = static_cast<ssize_t>(profile.size());
  if (!file.open() || ::write(file.number(), profile.data(), profile.size()) != size) {
    return fail(exit_status::usage, fmt::format("{} cannot be written: {}", path,
                                                std::generic_category().message(errno)));
  }
  fmt::print("{} is written; take out the # before what it is to say\n", path);
  return exit_status::conformant;
}

}  // namespace

Command add_init(CLI::App& program) {
  const auto path = std::make_shared<std::string>("conform.toml");
  CLI::App* line = program.add_subcommand("init", "Writes a conform.toml to begin with");
  line->add_option("file", *path, "Its name (conform.toml)");
  return {line, [path] { return init_command(*path); }};
}

}  // namespace conform
