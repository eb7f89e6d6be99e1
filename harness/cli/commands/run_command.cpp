#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "fixtures/defects/dialect.hpp"
#include "fixtures/server/background_server.hpp"
#include "harness/cli/commands/allocator.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/gated_run.hpp"
#include "harness/cli/commands/managed_server.hpp"
#include "harness/cli/commands/run_plan.hpp"
#include "harness/cli/commands/watch_loop.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/command_options.hpp"
#include "harness/cli/options/given_secrets.hpp"
#include "harness/cli/options/profile.hpp"
#include "harness/cli/output.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/suite_source.hpp"
#include "harness/transport/curl_transport.hpp"
#include "harness/transport/own_lack.hpp"
#include "harness/transport/sim_transport.hpp"
#include "harness/transport/stop_signals.hpp"
#include "reports/output_filter.hpp"

namespace conform {
namespace {

/// The built-in server, in the dialect that is wanted.
Expected<server::Rules, std::string> built_in_server(const Settings& settings,
                                                     server::Rules rules) {
  if (!settings.dialect) return rules;
  const auto dialect = defects::Dialect::parse(*settings.dialect);
  if (!dialect) return unexpected("--dialect: " + dialect.error());
  dialect->apply(rules);
  return rules;
}

int run_simulated(RunPlan& plan, const Settings& settings) {
  const auto rules = built_in_server(settings, repeatable_rules());
  if (!rules) return fail(exit_status::usage, rules.error());
  return run_gated(plan, settings,
                   [&](const Selected& selected, const RunOptions& options, const auto& emit) {
                     SimTransport transport(server::Core(*rules), simulated_start);
                     return Engine(transport, simulated_target(), options, emit).run(selected);
                   });
}

/// A quarter of what may be opened: kept-alive connections take as many again, and the built-in
/// server as many as all of these.
std::size_t connections_at_once() {
  return std::max<std::size_t>(free_descriptors() / 4, 1);
}

/// Fewer than that make a run much longer.
constexpr std::size_t usual_connections = 16;

void warn_of_few(std::size_t connections) {
  if (connections >= usual_connections) return;
  print_error(
      "conform: at most {} requests at once, because this process may open so few files; raise the "
      "limit with 'ulimit -n' for a faster run\n",
      connections);
}

/// `given` is shown in reports; `reached` has the ports filled in.
RunEnd run_over_network(RunPlan& plan, const Settings& given, const Settings& reached,
                        const std::string& url) {
  const auto connection = connection_to(url, reached, plan.credentials);
  if (!connection) return {fail(exit_status::usage, connection.error())};
  RunEnd end;
  end.status =
      run_gated(plan, given, [&](const Selected& selected, RunOptions options, const auto& emit) {
        CurlTransport transport(connection->curl);
        options.connections = connections_at_once();
        warn_of_few(options.connections);
        Engine engine(transport, connection->target, std::move(options), emit);
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
    const auto& error = server.error();
    return {fail(error.status, error.why), error.interrupted};
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
    for (const auto& note : server->notes(true)) print_error("{}\n", note);
  }
  return end;
}

RunEnd run_once(const Settings& settings) {
  if (settings.target || settings.server) return_freed_memory();
  auto plan = plan_run(settings);
  if (!plan) return {fail(exit_status::usage, plan.error())};
  if (settings.sim) return {run_simulated(*plan, settings)};
  if (settings.server) return run_with_server(*plan, settings);
  if (settings.target) return run_over_network(*plan, settings, settings, *settings.target);
  if (!settings.self) {
    print_error(
        "No target given: testing the built-in reference server. "
        "Use --target URL to test yours.\n");
  }
  const auto rules = built_in_server(settings, {});
  if (!rules) return {fail(exit_status::usage, rules.error())};
  const server::BackgroundServer server(*rules);
  return run_over_network(*plan, settings, settings, server.url());
}

/// In CI, a forgotten target must not look like a conformant server.
bool forgot_target(const Settings& settings) {
  const char* ci = std::getenv("CI");
  const bool in_ci = ci != nullptr && std::string_view(ci) == "true";
  return in_ci && !settings.self && !settings.sim && !settings.target && !settings.server;
}

int run_command(const Settings& flags) {
  reports::never_write(secrets_in(flags));
  const auto profiled = with_profile(flags);
  if (!profiled) return fail(exit_status::usage, profiled.error());
  const Settings& settings = *profiled;
  if ((settings.sim || settings.self) && (settings.target || settings.server)) {
    return fail(
        exit_status::usage,
        fmt::format("{} tests the built-in server and cannot be combined with --target or --server",
                    settings.sim ? "--sim" : "--self"));
  }
  const bool has_own_server = !settings.target && !settings.server;
  if (settings.tested_protocol() != usual_protocol && has_own_server && !settings.dry_run) {
    return fail(
        exit_status::usage,
        fmt::format("the built-in server does not speak {}: use --target URL or --server COMMAND",
                    settings.tested_protocol()));
  }
  if (settings.dialect && (settings.target || settings.server)) {
    return fail(exit_status::usage, "--dialect is of the built-in server: use it without --target");
  }
  if (forgot_target(settings)) {
    return fail(exit_status::usage,
                "CI is set and no server given: use --target URL or --server COMMAND, or "
                "--self for the built-in server");
  }
  if (!settings.dry_run) {
    if (!settings.sim) note_stop_signals();
    return run_and_watch(settings, [&] { return run_once(settings); });
  }
  const auto plan = plan_run(settings);
  if (!plan) return fail(exit_status::usage, plan.error());
  print_out("{}", outline_of(*plan, settings));
  return exit_status::conformant;
}

}  // namespace

Command add_run(CLI::App& program) {
  const auto flags = std::make_shared<Settings>();
  add_options(program, "run", *flags);
  // As a separate command, so that it has its own help.
  CLI::App* line = program.add_subcommand("run", "Run the suites against a server");
  add_options(*line, "run", *flags);
  return {&program, [flags] { return run_command(*flags); }};
}

}  // namespace conform
