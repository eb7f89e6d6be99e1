#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <random>
#include <thread>

#include "fixtures/server/front.hpp"
#include "harness/cli/catalogue.hpp"
#include "harness/cli/command_line.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/http/url.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/capability.hpp"
#include "harness/scenario/duration.hpp"
#include "harness/scenario/nearest.hpp"
#include "harness/transport/curl_transport.hpp"
#include "harness/transport/sim_transport.hpp"
#include "reports/console.hpp"
#include "reports/html.hpp"
#include "reports/journal_file.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/report_file.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

/// The reference server on a thread of its own, for as long as this lives.
class BuiltInServer {
 public:
  BuiltInServer() : front_(server::Core{}, {}), thread_([this] { front_.run(); }) {}
  ~BuiltInServer() {
    front_.stop();
    thread_.join();
  }
  BuiltInServer(const BuiltInServer&) = delete;
  BuiltInServer& operator=(const BuiltInServer&) = delete;

  [[nodiscard]] std::string url() const { return front_.url(); }

 private:
  server::Front front_;
  std::thread thread_;
};

std::string new_run_id() {
  constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
  std::random_device random;
  std::uniform_int_distribution<std::size_t> pick(0, letters.size() - 1);
  std::string id;
  for (int i = 0; i < 6; ++i) id += letters[pick(random)];
  return id;
}

Expected<http::Headers, std::string> credentials_of(const Settings& settings) {
  http::Headers headers;
  for (const auto& line : settings.headers) {
    const auto colon = line.find(':');
    const bool has_break = line.find_first_of("\r\n") != std::string::npos;
    if (colon == std::string::npos || colon == 0 || has_break) {
      return unexpected(
          fmt::format("the header '{}' is not of the form 'NAME: VALUE'", line.substr(0, colon)));
    }
    headers.add(line.substr(0, colon), std::string(http::trim(line.substr(colon + 1))));
  }
  const char* authorization = std::getenv("CONFORM_AUTHORIZATION");
  if (authorization != nullptr && *authorization != '\0' && !headers.contains("Authorization")) {
    headers.add("Authorization", authorization);
  }
  return headers;
}

Expected<RunOptions, std::string> options_of(const Settings& settings) {
  RunOptions options;
  options.run_id = new_run_id();
  options.jobs = settings.jobs.value_or(options.jobs);
  options.keep_streams = settings.keep_streams.value_or(false);
  options.required = settings.require;
  for (const auto& name : settings.require) {
    const auto known = known_capabilities();
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return unexpected("--require: " + unknown("capability", name, known));
    }
  }
  if (settings.timeout) {
    const auto limit = parse_duration(*settings.timeout);
    if (!limit) return unexpected("--timeout: " + limit.error());
    if (*limit <= Duration::zero()) return unexpected(std::string("--timeout: must be above zero"));
    options.time_limit = *limit;
  }
  return options;
}

Expected<Selection, std::string> selection_of(const Settings& settings) {
  Selection selection{settings.suite, settings.only, settings.skip, Level::may};
  if (settings.level) {
    const auto level = level_from(*settings.level);
    if (!level) {
      return unexpected(fmt::format("--level: '{}' is none of must, should, may", *settings.level));
    }
    selection.level = *level;
  }
  return selection;
}

/// Where the reports go.
struct ReportPaths {
  std::optional<std::string> junit;
  std::optional<std::string> json;
  std::optional<std::string> html;

  [[nodiscard]] std::size_t on_standard_output() const {
    return static_cast<std::size_t>(junit == "-") + static_cast<std::size_t>(json == "-") +
           static_cast<std::size_t>(html == "-");
  }
};

Expected<ReportPaths, std::string> report_paths_of(const Settings& settings) {
  ReportPaths paths{settings.junit, settings.json, settings.html};
  if (settings.reports) {
    const std::filesystem::path folder(*settings.reports);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
      return unexpected(fmt::format("--reports: the folder {} cannot be made: {}", folder.string(),
                                    error.message()));
    }
    if (!paths.junit) paths.junit = (folder / "junit.xml").string();
    if (!paths.json) paths.json = (folder / "report.json").string();
    if (!paths.html) paths.html = (folder / "report.html").string();
  }
  if (paths.on_standard_output() > 1) {
    return unexpected(std::string("only one report can go to the standard output"));
  }
  for (const auto& path : {paths.junit, paths.json, paths.html}) {
    if (!path) continue;
    if (const auto writable = reports::check_writable(*path); !writable) {
      return unexpected(writable.error());
    }
  }
  return paths;
}

reports::Context context_of(const Catalogue& catalogue, const http::Headers& credentials) {
  reports::Context context;
  context.version = CONFORM_VERSION;
  context.requirement_text = requirement_texts(catalogue);
  for (const auto& field : credentials) {
    context.secret_headers.insert(field.name);
    context.secret_values.insert(field.value);
  }
  return context;
}

reports::ConsoleOptions console_options(const Settings& settings, int file_descriptor) {
  const Terminal terminal = look_at_terminal(file_descriptor);
  return {.colour = terminal.colour,
          .progress = terminal.is_terminal,
          .columns = terminal.columns,
          .verbose = settings.verbose};
}

int write_reports(const ReportPaths& paths, const reports::JUnit& junit, const reports::Json& json,
                  const std::optional<reports::Html>& html, int status) {
  const int judged = status;
  const auto write = [&](const std::optional<std::string>& path, const std::string& text) {
    if (!path) return;
    if (const auto written = reports::write_report(*path, text); !written) {
      status = fail(exit_status::not_judged, written.error());
    }
  };
  write(paths.junit, junit.text());
  write(paths.json, json.text());
  if (html) write(paths.html, html->text(judged));
  return status;
}

/// Everything that a run needs, checked before the first request.
struct Plan {
  Catalogue catalogue;
  Selected selected;
  RunOptions options;
  ReportPaths paths;
  http::Headers credentials;
};

Expected<Plan, std::string> plan_of(const Settings& settings) {
  auto catalogue = load_catalogue(settings.suites);
  if (!catalogue) return unexpected(catalogue.error());
  Plan plan{*std::move(catalogue), {}, {}, {}, {}};
  auto selection = selection_of(settings);
  if (!selection) return unexpected(selection.error());
  auto selected = select(plan.catalogue, rule_infos(), *selection);
  if (!selected) return unexpected(selected.error());
  plan.selected = *std::move(selected);
  auto options = options_of(settings);
  if (!options) return unexpected(options.error());
  plan.options = *std::move(options);
  auto credentials = credentials_of(settings);
  if (!credentials) return unexpected(credentials.error());
  plan.credentials = *std::move(credentials);
  auto paths = report_paths_of(settings);
  if (!paths) return unexpected(paths.error());
  plan.paths = *std::move(paths);
  return plan;
}

/// `interruptible` lets Ctrl-C end the run in an orderly way.
int run_plan(const Plan& plan, const Settings& settings, Transport& transport, Target target,
             const std::function<void(Engine&)>& interruptible) {
  const bool to_error = plan.paths.on_standard_output() > 0;
  const auto context = context_of(plan.catalogue, plan.credentials);
  reports::Console console(to_error ? std::cerr : std::cout, context,
                           console_options(settings, to_error ? STDERR_FILENO : STDOUT_FILENO),
                           exit_code);
  reports::JUnit junit(context);
  reports::Json json(context);
  std::optional<reports::Html> html;
  if (plan.paths.html) {
    html.emplace(context, plan.catalogue,
                 reports::Commands{command_line(settings), command_line_of_target(settings)});
  }
  std::optional<reports::JournalFile> journal;
  auto options = plan.options;
  if (settings.journal) {
    auto file = reports::JournalFile::open(*settings.journal);
    if (!file) return fail(exit_status::usage, "--journal: " + file.error());
    journal = *std::move(file);
    options.journal = [&journal](const Exchange& exchange) { journal->add(exchange); };
  }
  std::vector<Reporter*> reporters{&console, &junit, &json};
  if (html) reporters.push_back(&*html);
  Engine engine(transport, std::move(target), options, [&](const Event& event) {
    for (Reporter* reporter : reporters) reporter->on(event);
  });
  interruptible(engine);
  const auto finished = engine.run(plan.selected);
  if (!finished) {
    if (journal) journal->discard();
    return fail(exit_status::not_judged, finished.error());
  }
  const int status = write_reports(plan.paths, junit, json, html, exit_code(*finished));
  if (!journal) return status;
  const auto written = journal->finish();
  return written ? status : fail(exit_status::not_judged, written.error());
}

int run_simulated(const Plan& plan, const Settings& settings) {
  SimTransport transport(server::Core(repeatable_rules()), simulated_start);
  return run_plan(plan, settings, transport, simulated_target(), [](Engine&) {});
}

int run_over_network(const Plan& plan, const Settings& settings, const std::string& url) {
  auto target = Target::parse(url);
  if (!target) return fail(exit_status::usage, "--target: " + target.error());
  target->credentials = plan.credentials;
  if (!settings.target) target->retention_hook = reference_retention_hook(*target);
  if (settings.retention_hook) {
    if (const auto hook = http::parse_url(*settings.retention_hook); !hook) {
      return fail(exit_status::usage, "--retention-hook: " + hook.error());
    }
    target->retention_hook = *settings.retention_hook;
  }
  CurlOptions options;
  options.http2 = settings.http2.value_or(false);
  options.insecure = settings.insecure.value_or(false);
  options.ca_file = settings.cacert.value_or("");
  options.user_agent = "conform/" CONFORM_VERSION;
  options.connect_limit = plan.options.time_limit;
  if (!options.ca_file.empty() && ::access(options.ca_file.c_str(), R_OK) != 0) {
    return fail(exit_status::usage,
                fmt::format("--cacert: {} cannot be read; give a PEM file", options.ca_file));
  }
  CurlTransport transport(options);
  return run_plan(plan, settings, transport, *std::move(target), [&](Engine& engine) {
    transport.on_interrupt([&engine] { engine.interrupt("interrupted"); });
  });
}

}  // namespace

int run_command(const Settings& settings) {
  if (settings.sim && settings.target) {
    return fail(exit_status::usage, "--sim runs the built-in server: leave --target away");
  }
  const auto plan = plan_of(settings);
  if (!plan) return fail(exit_status::usage, plan.error());
  if (settings.sim) return run_simulated(*plan, settings);
  if (settings.target) return run_over_network(*plan, settings, *settings.target);
  const BuiltInServer server;
  return run_over_network(*plan, settings, server.url());
}

}  // namespace conform
