#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fixtures/server/background_server.hpp"
#include "harness/cli/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/connection.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options.hpp"
#include "harness/cli/reporting.hpp"
#include "harness/cli/single_request.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform {
namespace {

/// The scenarios of one file, with the requirements of the built-in suites.
Expected<Catalogue, std::string> load_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return unexpected(fmt::format("{} cannot be read", path));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto folders = embedded_suites();
  for (auto& folder : folders) {
    std::erase_if(folder.files,
                  [](const SuiteFile& file) { return file.path != "requirements.toml"; });
  }
  const std::filesystem::path file(path);
  folders.push_back({file.parent_path().string(), {{file.filename().string(), text}}});
  auto catalogue = load(folders);
  if (catalogue) return *std::move(catalogue);
  return unexpected(
      fmt::format("{} cannot be used: {}", path, to_string(catalogue.error().front())));
}

std::string_view words_of(int status) {
  switch (status) {
    case exit_status::conformant:
      return "Fixed: what was found is not to be seen any more.";
    case exit_status::violations:
      return "Still failing.";
    default:
      return "Cannot tell: the server does not take the way that led there.";
  }
}

int replay(const Catalogue& catalogue, const Settings& settings, Transport& transport,
           const Target& target, const http::Headers& credentials) {
  Selected selected;
  for (const auto& suite : catalogue.suites) {
    for (const auto& scenario : suite.scenarios) selected.scenarios.push_back(&scenario);
  }
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  const auto limit = time_limit_of(settings);
  if (!limit) return fail(exit_status::usage, limit.error());
  Reporting reporting(*paths, settings, catalogue, credentials);
  RunOptions options;
  options.run_id = new_run_id();
  options.time_limit = *limit;
  Engine engine(transport, target, options, [&](const Event& event) { reporting.on(event); });
  const auto finished = engine.run(selected);
  if (!finished) return fail(exit_status::not_judged, finished.error());
  const int status = reporting.write(exit_status_of(*finished));
  // A server may have answered all of it and died of it all the same.
  if (!ask(transport, target, {"GET", "conform-replay", "", *limit}).answered()) {
    return fail(exit_status::not_judged, "the server is gone: it takes no more connections");
  }
  if (paths->on_standard_output() == 0) fmt::print("{}\n", words_of(status));
  return status;
}

int replay_over_network(const Catalogue& catalogue, const Settings& settings,
                        const std::string& url) {
  const auto credentials = credentials_of(settings);
  if (!credentials) return fail(exit_status::usage, credentials.error());
  const auto connection = connection_to(url, settings, *credentials);
  if (!connection) return fail(exit_status::usage, connection.error());
  CurlTransport transport(connection->curl);
  return replay(catalogue, settings, transport, connection->target, *credentials);
}

/// They need a connection, which the simulation does not have.
bool sends_raw_bytes(const Catalogue& catalogue) {
  const auto sends_raw = [](const Scenario& scenario) {
    return std::any_of(scenario.steps.begin(), scenario.steps.end(), [](const Step& step) {
      return std::holds_alternative<RawStep>(step.action);
    });
  };
  return std::any_of(catalogue.suites.begin(), catalogue.suites.end(), [&](const Suite& suite) {
    return std::any_of(suite.scenarios.begin(), suite.scenarios.end(), sends_raw);
  });
}

int replay_command(const std::string& path, const Settings& settings) {
  const auto catalogue = load_file(path);
  if (!catalogue) return fail(exit_status::usage, catalogue.error());
  if (!settings.target && sends_raw_bytes(*catalogue)) {
    const server::BackgroundServer server(repeatable_rules());
    return replay_over_network(*catalogue, settings, server.url());
  }
  if (!settings.target) {
    SimTransport transport(server::Core(repeatable_rules()), simulated_start);
    return replay(*catalogue, settings, transport, simulated_target(), {});
  }
  return replay_over_network(*catalogue, settings, *settings.target);
}

}  // namespace

Command add_replay(CLI::App& program) {
  struct Asked {
    std::string finding;
    Settings settings;
  };
  const auto asked = std::make_shared<Asked>();
  CLI::App* line = program.add_subcommand("replay", "Whether a finding of 'fuzz' is still there");
  line->add_option("file", asked->finding, "The .toml of the finding")->required();
  add_connection_options(*line, asked->settings);
  add_report_files(*line, asked->settings);
  return {line, [asked] { return replay_command(asked->finding, asked->settings); }};
}

}  // namespace conform
