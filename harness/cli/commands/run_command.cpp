#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <string_view>

#include "fixtures/server/background_server.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/gated_run.hpp"
#include "harness/cli/commands/managed_server.hpp"
#include "harness/cli/commands/run_plan.hpp"
#include "harness/cli/commands/watch_loop.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/options.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/transport/curl_transport.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform {
namespace {

int run_simulated(RunPlan& plan, const Settings& settings) {
  return run_gated(plan, settings,
                   [](const Selected& selected, const RunOptions& options, const auto& emit) {
                     SimTransport transport(server::Core(repeatable_rules()), simulated_start);
                     return Engine(transport, simulated_target(), options, emit).run(selected);
                   });
}

/// `told` is what the reports say, `reached` what it is with ports filled in.
RunEnd run_over_network(RunPlan& plan, const Settings& told, const Settings& reached,
                        const std::string& url) {
  const auto connection = connection_to(url, reached, plan.credentials);
  if (!connection) return {fail(exit_status::usage, connection.error())};
  RunEnd end;
  end.status = run_gated(
      plan, told, [&](const Selected& selected, const RunOptions& options, const auto& emit) {
        CurlTransport transport(connection->curl);
        Engine engine(transport, connection->target, options, emit);
        transport.on_interrupt([&] {
          end.interrupted = true;
          engine.interrupt("interrupted");
        });
        return engine.run(selected);
      });
  return end;
}

RunEnd run_with_server(RunPlan& plan, const Settings& settings) {
  auto server = ManagedServer::start(settings, plan.credentials);
  if (!server) {
    const auto& refusal = server.error();
    return {fail(refusal.status, refusal.why), refusal.interrupted};
  }
  bool has_noted = false;
  plan.gate.last_notes = [&](bool failed) {
    has_noted = true;
    return server->notes(failed);
  };
  plan.options.server = ServerControl{.ended = [&] { return server->ended(); },
                                      .start_again = [&]() -> Expected<void, std::string> {
                                        const auto ready = server->restart();
                                        if (!ready) return unexpected(ready.error().why);
                                        return {};
                                      }};
  const auto end = run_over_network(plan, settings, server->settings(), *server->settings().target);
  if (!has_noted && server->ended()) {
    for (const auto& note : server->notes(true)) fmt::print(stderr, "{}\n", note);
  }
  return end;
}

RunEnd run_once(const Settings& settings) {
  auto plan = plan_run(settings);
  if (!plan) return {fail(exit_status::usage, plan.error())};
  if (settings.sim) return {run_simulated(*plan, settings)};
  if (settings.server) return run_with_server(*plan, settings);
  if (settings.target) return run_over_network(*plan, settings, settings, *settings.target);
  if (!settings.self) {
    fmt::print(stderr,
               "No target is given: this tests the server that is built into conform. "
               "--target URL tests yours.\n");
  }
  const server::BackgroundServer server;
  return run_over_network(*plan, settings, settings, server.url());
}

/// In a CI system a forgotten target must not pass for a good server.
bool forgot_target(const Settings& settings) {
  const char* ci = std::getenv("CI");
  const bool in_ci = ci != nullptr && std::string_view(ci) == "true";
  return in_ci && !settings.self && !settings.sim && !settings.target && !settings.server;
}

int run_command(const Settings& settings) {
  if ((settings.sim || settings.self) && (settings.target || settings.server)) {
    return fail(exit_status::usage,
                fmt::format("{} runs the built-in server: leave --target and --server away",
                            settings.sim ? "--sim" : "--self"));
  }
  if (forgot_target(settings)) {
    return fail(exit_status::usage,
                "CI is set and no server is named: give --target URL or --server COMMAND, or "
                "--self for the server that is built into conform");
  }
  if (!settings.dry_run) return run_and_watch(settings, [&] { return run_once(settings); });
  const auto plan = plan_run(settings);
  if (!plan) return fail(exit_status::usage, plan.error());
  fmt::print("{}", outline_of(*plan, settings));
  return exit_status::conformant;
}

void add_target_options(CLI::App& app, Settings& settings) {
  add_connection_options(app, settings);
  add_server_options(app, settings);
  app.add_option("--retention-hook", settings.retention_hook,
                 "POSTed {path, before} to make the server drop old data")
      ->option_text("URL")
      ->group("Target");
  app.add_option("--require", settings.require, "Capabilities whose absence fails, comma-separated")
      ->option_text("NAME,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("Target");
  add_lacks_option(app, settings);
}

void add_gate_options(CLI::App& app, Settings& settings) {
  const auto add = [&](const char* name, auto& setting, const char* value, const char* help) {
    return app.add_option(name, setting, help)->option_text(value)->group("What fails the run");
  };
  add("--baseline", settings.baseline, "FILE", "Failures that are known and fail nothing");
  add("--write-baseline", settings.write_baseline, "FILE", "The failures of this run as one");
  add("--fail-on", settings.fail_on, "LEVEL", "What is broken: a must, or a should as well");
  add_switch(app, "--fail-fast", settings.fail_fast, "Stop after the first failure")
      ->group("What fails the run");
}

void add_order_options(CLI::App& app, Settings& settings) {
  app.add_option("--repeat", settings.repeat, "Whole runs, to see what is flaky")
      ->check(CLI::Range(1, 10'000))
      ->option_text("N")
      ->group("Run");
  add_switch(app, "--shuffle", settings.shuffle, "Scenarios in another order")->group("Run");
  app.add_option("--seed", settings.seed, "The same order again")->option_text("N")->group("Run");
  app.add_option("--shard", settings.shard, "Every Nth scenario from the Ith on")
      ->option_text("I/N")
      ->group("Run");
  app.add_flag("--last-failed", settings.last_failed, "Only what failed last time")
      ->group("Selection");
  app.add_option("--watch", settings.watch, "Run again when this changes, repeatable")
      ->option_text("PATH")
      ->allow_extra_args(false)
      ->group("Run");
  app.add_flag("--dry-run", settings.dry_run, "Say what would run, and send nothing")->group("Run");
}

void add_run_options(CLI::App& app, Settings& settings, std::string& profile) {
  app.add_option("--jobs", settings.jobs, "Scenarios at once (64)")
      ->check(CLI::Range(1, 10'000))
      ->option_text("N")
      ->group("Run");
  add_switch(app, "--keep-streams", settings.keep_streams, "Delete nothing at the end")
      ->group("Run");
  app.add_flag("--self", settings.self, "The built-in server, over HTTP")->group("Run");
  app.add_flag("--sim", settings.sim, "The built-in server in process, on a virtual clock")
      ->group("Run");
  app.add_option("--config", profile, "Profile (conform.toml here or above)")
      ->option_text("FILE")
      ->group("Run");
  add_report_files(app, settings);
  app.add_option("--journal", settings.journal, "Every exchange, for 'conform judge'")
      ->option_text("FILE")
      ->group("Reports");
  add_reports_folder(app, settings);
  app.add_flag("-v,--verbose", settings.verbose, "Every result, every failure in full")
      ->group("Reports");
}

void add_options(CLI::App& app, Settings& settings, std::string& profile) {
  add_target_options(app, settings);
  add_selection_options(app, settings);
  add_folders(app, settings.suites)->group("Selection");
  add_gate_options(app, settings);
  add_order_options(app, settings);
  add_run_options(app, settings, profile);
}

}  // namespace

Command add_run(CLI::App& program) {
  struct Asked {
    Settings settings;
    std::string profile;
  };
  const auto asked = std::make_shared<Asked>();
  add_options(program, asked->settings, asked->profile);
  // The same, for a help of its own.
  CLI::App* line = program.add_subcommand("run", "The suites against a server; with all options");
  add_options(*line, asked->settings, asked->profile);
  return {&program, [asked] {
            const auto settings = with_profile(asked->settings, asked->profile);
            return settings ? run_command(*settings) : fail(exit_status::usage, settings.error());
          }};
}

}  // namespace conform
