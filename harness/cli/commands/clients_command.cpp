#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "fixtures/defects/defect.hpp"
#include "fixtures/server/background_server.hpp"
#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/commands/traffic_report.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/output.hpp"
#include "harness/monitor/monitor.hpp"
#include "reports/output_filter.hpp"

namespace conform {
namespace {

/// How many of the unusual servers a client meets, besides the usual one.
constexpr std::size_t usual_dialects = 3;
constexpr const char* url_variable = "CONFORM_URL";

/// A server that the client must get along with.
struct Personality {
  std::string name;
  server::Rules rules;
};

std::vector<Personality> personalities(std::size_t dialects) {
  std::vector<Personality> all{{"the reference server", {}}};
  const auto legal = defects::legal_dialects();
  const auto count = std::min(dialects, legal.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto& dialect = legal[i * legal.size() / count];
    server::Rules rules;
    dialect.patch(rules);
    all.push_back({fmt::format("{} ({})", dialect.id, dialect.words), std::move(rules)});
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

/// Of each rule for clients, the worst result with any server.
class WorstResults {
 public:
  void take(std::vector<Result> results, const std::string& server) {
    for (auto& result : results) {
      if (result.suite != "client") continue;
      const bool is_wrong = is_violation(result.verdict) || result.verdict == Verdict::warn;
      if (is_wrong) result.why += fmt::format(", with {}", server);
      const auto known = std::find_if(results_.begin(), results_.end(),
                                      [&](const Result& one) { return one.id == result.id; });
      if (known == results_.end()) {
        results_.push_back(std::move(result));
      } else if (is_wrong ? result.verdict > known->verdict : known->verdict == Verdict::skip) {
        *known = std::move(result);
      }
    }
  }

  [[nodiscard]] std::vector<Result> release() { return std::move(results_); }

 private:
  std::vector<Result> results_;
};

int clients_command(const Settings& settings) {
  reports::never_write(reports::Secrets(reports::Secrets::Queries::all_others));
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  const auto catalogue = load_catalogue({}).value();
  TrafficReport report(settings, *paths, catalogue);
  JudgedTraffic traffic;
  traffic.target = settings.command.front();
  traffic.began = std::chrono::system_clock::now();
  WorstResults worst;
  for (const auto& [name, rules] : personalities(settings.sample.value_or(usual_dialects))) {
    const server::BackgroundServer server(rules);
    monitor::MonitorOptions options;
    options.judging.one_client = settings.one_client;
    options.judging.one_reader = settings.one_reader;
    monitor::Monitor monitor(monitor::ServedPath::parse(server.url() + "/v1/stream").value(),
                             std::move(options));
    setenv(url_variable, monitor.url().c_str(), 1);
    print_error("with {}\n", name);
    const auto end = run_program(settings.command);
    if (!end) return fail(exit_status::usage, end.error());
    monitor.stop();
    if (*end) {
      traffic.objections.push_back(
          fmt::format("{} {} with {}", settings.command.front(), **end, name));
    }
    worst.take(monitor.results(), name);
    traffic.exchanges += monitor.activity().counts.exchanges;
  }
  traffic.results = worst.release();
  return report.write(std::move(traffic));
}

}  // namespace

Command add_clients(CLI::App& program) {
  return add_command(program, "clients", "Run a client against unusual but correct servers",
                     clients_command);
}

}  // namespace conform
