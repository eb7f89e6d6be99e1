#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "fixtures/defects/dialect.hpp"
#include "fixtures/server/background_server.hpp"
#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/commands/traffic_report.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/output.hpp"
#include "harness/http/clock.hpp"
#include "harness/monitor/monitor.hpp"
#include "reports/output_filter.hpp"

namespace conform {
namespace {

/// How many of the unusual servers a client meets, besides the usual one.
constexpr std::size_t usual_dialects = 3;
constexpr std::size_t usual_seed = 1;
constexpr const char* url_variable = "CONFORM_URL";

/// A server that the client must get along with.
struct Personality {
  std::string name;
  std::string decisions;  ///< what is unusual about it; empty for the reference server
  server::Rules rules;
};

Personality personality(const std::string& name, const defects::Dialect& dialect) {
  Personality one{name, dialect.text(), {}};
  dialect.apply(one.rules);
  return one;
}

/// The reference server and random ones; or the one that was asked for.
Expected<std::vector<Personality>, std::string> personalities(const Settings& settings) {
  if (settings.dialect) {
    const auto dialect = defects::Dialect::parse(*settings.dialect);
    if (!dialect) return unexpected("--dialect: " + dialect.error());
    return std::vector{personality("dialect " + *settings.dialect, *dialect)};
  }
  std::vector all{personality("the reference server", {})};
  const auto first = settings.seed.value_or(usual_seed);
  const auto count = settings.dialects.value_or(usual_dialects);
  for (std::size_t seed = first; seed < first + count; ++seed) {
    all.push_back(personality(fmt::format("dialect {}", seed), defects::Dialect::random(seed)));
  }
  return all;
}

/// What this program ignores, the client does not.
class DefaultSignals {
 public:
  DefaultSignals() {
    posix_spawnattr_init(&attributes_);
    sigset_t ignored;
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    sigaddset(&ignored, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attributes_, &ignored);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  ~DefaultSignals() { posix_spawnattr_destroy(&attributes_); }
  DefaultSignals(const DefaultSignals&) = delete;
  DefaultSignals& operator=(const DefaultSignals&) = delete;

  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// How the program ended, if it did not succeed. The error says why it could not be started.
Expected<std::optional<std::string>, std::string> run_program(
    const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t process = 0;
  const DefaultSignals defaults;
  const int error =
      posix_spawnp(&process, arguments[0], nullptr, defaults.get(), arguments.data(), environ);
  if (error != 0) {
    return unexpected(fmt::format("cannot run {}: {}", command.front(), std::strerror(error)));
  }
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
  if (WEXITSTATUS(status) == 0) return std::nullopt;
  return fmt::format("ended with exit status {}", WEXITSTATUS(status));
}

bool is_wrong(const Result& result) {
  return is_violation(result.verdict) || result.verdict == Verdict::warn;
}

/// Of each rule for clients, the first result with any server that shows most.
class ClientResults {
 public:
  void take(std::vector<Result> results, const std::string& server) {
    for (auto& result : results) {
      if (result.suite != "client") continue;
      auto known = std::find_if(rules_.begin(), rules_.end(),
                                [&](const Rule& one) { return one.shown.id == result.id; });
      if (known == rules_.end()) known = rules_.insert(rules_.end(), {result, {}});
      if (is_wrong(result)) known->broken_with.push_back(server);
      const bool shows_more =
          !is_wrong(known->shown) && (is_wrong(result) || known->shown.verdict == Verdict::skip);
      if (shows_more) known->shown = std::move(result);
    }
  }

  [[nodiscard]] std::vector<Result> release() {
    std::vector<Result> results;
    for (auto& [shown, broken_with] : rules_) {
      if (!broken_with.empty()) {
        shown.why += fmt::format("; broken with {}", fmt::join(broken_with, ", "));
      }
      results.push_back(std::move(shown));
    }
    return results;
  }

 private:
  struct Rule {
    Result shown;
    std::vector<std::string> broken_with;  ///< the servers
  };
  std::vector<Rule> rules_;
};

int clients_command(const Settings& settings) {
  reports::never_write(reports::Secrets(reports::Secrets::Queries::all_others));
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  const auto servers = personalities(settings);
  if (!servers) return fail(exit_status::usage, servers.error());
  const auto catalogue = load_catalogue({}).value();
  TrafficReport report(settings, *paths, catalogue);
  JudgedTraffic traffic;
  traffic.target = settings.command.front();
  traffic.began = clock::now();
  ClientResults results;
  for (const auto& [name, decisions, rules] : *servers) {
    const server::BackgroundServer server(rules);
    monitor::MonitorOptions options;
    options.judging.one_client = settings.one_client;
    options.judging.one_reader = settings.one_reader;
    monitor::Monitor monitor(monitor::ServedPath::parse(server.url() + "/v1/stream").value(),
                             std::move(options));
    setenv(url_variable, monitor.url().c_str(), 1);
    print_error("with {}{}{}\n", name, decisions.empty() ? "" : ": ", decisions);
    const auto end = run_program(settings.command);
    if (!end) return fail(exit_status::usage, end.error());
    monitor.stop();
    if (*end) {
      traffic.objections.push_back(
          fmt::format("{} {} with {}", settings.command.front(), **end, name));
    }
    results.take(monitor.results(), name);
    traffic.exchanges += monitor.activity().counts.exchanges;
  }
  traffic.results = results.release();
  if (servers->size() > 1) {
    traffic.notes.emplace_back(
        "'conform serve --dialect 5' shows what is unusual about dialect 5; '--dialect 5' runs the "
        "program with it alone");
  }
  return report.write(std::move(traffic));
}

}  // namespace

Command add_clients(CLI::App& program) {
  return add_command(program, "clients", "Run a client against unusual but correct servers",
                     clients_command);
}

}  // namespace conform
