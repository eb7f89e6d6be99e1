#include <fmt/core.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include "fixtures/defects/defect.hpp"
#include "fixtures/defects/dialect.hpp"
#include "fixtures/server/http_server.hpp"
#include "fixtures/server/storage/sqlite_storage.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/output.hpp"
#include "harness/http/clock.hpp"
#include "harness/scenario/nearest.hpp"
#include "harness/transport/stop_signals.hpp"

namespace conform {
namespace {

constexpr std::uint16_t usual_port = 4437;  // the protocol's default (section 13.1)

Expected<server::Rules, std::string> rules_of(const std::vector<std::string>& ids) {
  server::Rules rules;
  auto all = defects::catalogue();
  const auto durability = defects::durability_defects();
  all.insert(all.end(), durability.begin(), durability.end());
  for (const auto& id : ids) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& defect) { return defect.id == id; });
    if (found == all.end()) {
      std::vector<std::string_view> known;
      for (const auto& defect : all) known.push_back(defect.id);
      return unexpected(
          fmt::format("{} 'conform defects' lists them", unknown("defect", id, known)));
    }
    found->patch(rules);
  }
  return rules;
}

Expected<server::Core, std::string> make_core(const server::Rules& rules,
                                              const std::optional<std::string>& data_dir) {
  if (!data_dir) return server::Core(rules);
  auto storage = server::open_storage(*data_dir, rules.storage);
  if (!storage) return unexpected(storage.error());
  return server::Core::open(rules, *std::move(storage), clock::now());
}

/// Serves until stopped, or until the server cannot continue, which ends the process.
int serve_until_stopped(server::HttpServer& http_server) {
  try {
    http_server.run();
    return exit_status::conformant;
  } catch (const std::exception& error) {
    const int status = fail(exit_status::not_judged, error.what());
    kill(getpid(), SIGTERM);
    return status;
  }
}

/// With the dialect, whose decisions are shown.
Expected<defects::Dialect, std::string> dialect_of(const Settings& settings) {
  if (!settings.dialect) return defects::Dialect{};
  auto dialect = defects::Dialect::parse(*settings.dialect);
  if (!dialect) return unexpected("--dialect: " + dialect.error());
  return dialect;
}

void show(const defects::Dialect& dialect) {
  for (const auto& [trait, choice] : dialect.decisions()) {
    print_out("  {}={}: {} ({})\n", trait->name, choice->name, choice->words, trait->section);
  }
}

Expected<server::FaultPlan, std::string> faults_of(const Settings& settings) {
  server::FaultPlan plan;
  for (const auto& text : settings.faults) {
    auto fault = server::parse_client_fault(text);
    if (!fault) return unexpected("--fault: " + fault.error());
    plan.add(*std::move(fault));
  }
  return plan;
}

int serve_command(const Settings& settings) {
  auto faults = faults_of(settings);
  if (!faults) return fail(exit_status::usage, faults.error());
  const auto dialect = dialect_of(settings);
  if (!dialect) return fail(exit_status::usage, dialect.error());
  auto rules = rules_of(settings.defects);
  if (!rules) return fail(exit_status::usage, rules.error());
  dialect->apply(*rules);
  // Blocked before any thread exists, so that only the wait below receives them.
  const auto signals = stop_signal_set();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const auto port = static_cast<std::uint16_t>(settings.port.value_or(usual_port));
  auto core = make_core(*rules, settings.data_dir);
  if (!core) return fail(exit_status::usage, core.error());
  try {
    server::HttpServer http_server(*std::move(core), {.host = settings.host,
                                                      .port = port,
                                                      .faults = *std::move(faults),
                                                      .has_fault_control = settings.fault_control});
    int status = exit_status::conformant;
    std::thread thread([&] { status = serve_until_stopped(http_server); });
    print_out("listening on {}\n", http_server.url());
    show(*dialect);
    int signal = 0;
    sigwait(&signals, &signal);
    http_server.stop();
    thread.join();
    return status;
  } catch (const std::exception& error) {
    return fail(exit_status::usage, fmt::format("cannot listen on {}:{}: {}; is the port taken?",
                                                settings.host, port, error.what()));
  }
}

}  // namespace

Command add_serve(CLI::App& program) {
  return add_command(program, "serve", "Run the reference server", serve_command);
}

}  // namespace conform
