// The command line: what can be asked, and who answers it.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <exception>

#include "harness/cli/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"

namespace conform {
namespace {

constexpr const char* footer =
    "Exit: 0 conformant, 1 violations, 2 usage or nothing run, 3 not reached or not judged.\n"
    "Credentials: -H, the profile, or CONFORM_AUTHORIZATION; they appear in no report.";

/// A flag that leaves the setting open when it is not given.
void add_switch(CLI::App& app, const std::string& names, std::optional<bool>& setting,
                const std::string& help) {
  app.add_flag_callback(names, [&setting] { setting = true; }, help);
}

void add_connection_options(CLI::App& app, Settings& settings) {
  app.add_option("--target", settings.target,
                 "Server under test: URL below which streams are made, or with {stream} in it; "
                 "without it, the built-in server")
      ->option_text("URL")
      ->group("Target");
  app.add_option("-H,--header", settings.headers, "Header for every request, repeatable")
      ->option_text("'NAME: VALUE'")
      ->allow_extra_args(false)
      ->group("Target");
  app.add_option("--cacert", settings.cacert, "Trust these certificates")
      ->option_text("FILE")
      ->group("Target");
  add_switch(app, "--insecure", settings.insecure, "Accept any certificate");
  add_switch(app, "--http2", settings.http2, "Speak HTTP/2");
  app.add_option("--timeout", settings.timeout, "Limit of a step that sets none (10s)")
      ->option_text("TIME")
      ->group("Target");
  for (const auto* name : {"--insecure", "--http2"}) app.get_option(name)->group("Target");
}

void add_target_options(CLI::App& app, Settings& settings) {
  add_connection_options(app, settings);
  app.add_option("--retention-hook", settings.retention_hook,
                 "POSTed {path, before} to make the server drop old data")
      ->option_text("URL")
      ->group("Target");
  app.add_option("--require", settings.require, "Capabilities whose absence fails, comma-separated")
      ->option_text("NAME,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("Target");
}

void add_selection_options(CLI::App& app, Settings& settings) {
  const auto add = [&](const char* name, std::vector<std::string>& setting, const char* help) {
    app.add_option(name, setting, help)
        ->option_text("GLOB,...")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->group("Selection");
  };
  add("--suite", settings.suite, "Only these suites");
  add("--only", settings.only, "Only these scenarios and rules");
  add("--skip", settings.skip, "None of these");
  app.add_option("--level", settings.level, "Nothing below must, should or may")
      ->option_text("LEVEL")
      ->group("Selection");
}

void add_report_files(CLI::App& app, Settings& settings) {
  app.add_option("--junit", settings.junit, "JUnit XML")->option_text("FILE")->group("Reports");
  app.add_option("--json", settings.json, "JSON")->option_text("FILE")->group("Reports");
  app.add_option("--html", settings.html, "A page for a browser")
      ->option_text("FILE")
      ->group("Reports");
}

void add_run_options(CLI::App& app, Settings& settings, std::string& profile) {
  app.add_option("--jobs", settings.jobs, "Scenarios at once (64)")
      ->check(CLI::Range(1, 10'000))
      ->option_text("N")
      ->group("Run");
  add_switch(app, "--keep-streams", settings.keep_streams, "Delete nothing at the end");
  app.get_option("--keep-streams")->group("Run");
  app.add_flag("--sim", settings.sim, "The built-in server in process, on a virtual clock")
      ->group("Run");
  app.add_option("--config", profile, "Profile (conform.toml here or above)")
      ->option_text("FILE")
      ->group("Run");
  add_report_files(app, settings);
  app.add_option("--journal", settings.journal, "Every exchange, for 'conform judge'")
      ->option_text("FILE")
      ->group("Reports");
  app.add_option("--reports", settings.reports,
                 "junit.xml, report.json and report.html in a folder")
      ->option_text("DIR")
      ->group("Reports");
  app.add_flag("-v,--verbose", settings.verbose, "Every result, every failure in full")
      ->group("Reports");
}

CLI::Option* add_folders(CLI::App& app, std::vector<std::string>& folders) {
  return app.add_option("--suites", folders, "Suites of your own, repeatable")
      ->option_text("DIR")
      ->allow_extra_args(false);
}

void add_fuzz_options(CLI::App& app, FuzzSettings& settings) {
  add_connection_options(app, settings.common);
  app.add_option("--time", settings.time, "How long (60s)")->option_text("TIME");
  app.add_option("--runs", settings.runs, "How many sequences, in place of --time")
      ->check(CLI::PositiveNumber)
      ->option_text("N");
  app.add_option("--seed", settings.seed, "Where chance begins (1)")->option_text("N");
  app.add_option("--clients", settings.clients, "Processes that try sequences (1)")
      ->check(CLI::Range(1, 64))
      ->option_text("N");
  app.add_option("--rate", settings.rate, "Requests a second, at most")
      ->check(CLI::PositiveNumber)
      ->option_text("N");
  app.add_option("--dir", settings.folder, "Corpus and findings (conform-fuzz)")
      ->option_text("DIR");
  app.add_option("--defect", settings.defects, "The built-in server with this mistake, repeatable")
      ->option_text("ID")
      ->allow_extra_args(false);
  app.add_flag("--malformed", settings.malformed,
               "Malformed HTTP on bare connections in place of requests");
  app.add_flag("--blind", settings.blind, "Without feedback, to compare");
  add_report_files(app, settings.common);
}

int run_with_profile(Settings settings, const std::string& named_profile) {
  const auto path = named_profile.empty() ? find_profile() : named_profile;
  if (!path) return run_command(settings);
  const auto profile = read_profile(*path);
  if (!profile) return fail(exit_status::usage, profile.error());
  return run_command(merged(std::move(settings), *profile));
}

int parse_and_run(int argc, char** argv) {
  CLI::App app("Tells whether a Durable Streams server keeps the protocol's promises.", "conform");
  app.footer(footer);
  app.set_version_flag("--version", CONFORM_VERSION);
  app.get_formatter()->column_width(30);

  Settings settings;
  std::string profile;
  add_target_options(app, settings);
  add_selection_options(app, settings);
  add_folders(app, settings.suites)->group("Selection");
  add_run_options(app, settings, profile);

  CLI::App* list = app.add_subcommand("list", "Suites, scenarios or requirements");
  std::string what = "scenarios";
  list->add_option("what", what, "suites, scenarios (default) or requirements");
  bool as_json = false;
  bool coverage = false;
  std::vector<std::string> folders;
  list->add_flag("--json", as_json, "As JSON");
  list->add_flag("--coverage", coverage, "How much of each section is proven, and by what");
  add_folders(*list, folders);

  CLI::App* show = app.add_subcommand("show", "A scenario in words, with what it proves");
  std::string id;
  show->add_option("id", id, "Id of a scenario, a rule or a requirement")->required();
  add_folders(*show, folders);

  CLI::App* serve = app.add_subcommand("serve", "The reference server");
  ServeSettings serving;
  serve->add_option("--host", serving.host, "Address to listen on (127.0.0.1)");
  serve->add_option("--port", serving.port, "Port (4437), 0 for a free one");
  serve->add_option("--data-dir", serving.data_dir, "Keep everything in this folder")
      ->option_text("DIR");

  serve->add_option("--defect", serving.defects, "With this mistake, repeatable")
      ->option_text("ID")
      ->allow_extra_args(false);

  CLI::App* judge = app.add_subcommand("judge", "The rules on a journal, without any server");
  std::string journal;
  bool judge_verbose = false;
  judge->add_option("file", journal, "What --journal wrote")->required();
  judge->add_flag("-v,--verbose", judge_verbose, "Every result, every failure in full");

  CLI::App* defects = app.add_subcommand("defects", "The mistakes that 'prove' tries");

  CLI::App* prove = app.add_subcommand("prove", "What the suites notice, one mistake at a time");
  ProveSettings proving;
  prove->add_option("--defect", proving.defects, "Only these defects")
      ->option_text("GLOB,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  prove->add_flag("--over-http", proving.over_http,
                  "A sample of them in the simulation and over HTTP, to compare");
  prove->add_option("--json", proving.json, "JSON")->option_text("FILE");
  prove->add_option("--html", proving.html, "A page for a browser")->option_text("FILE");
  add_folders(*prove, proving.suites);

  CLI::App* fuzz = app.add_subcommand("fuzz", "Sequences that nobody wrote, and what they find");
  FuzzSettings fuzzing;
  add_fuzz_options(*fuzz, fuzzing);

  CLI::App* replay = app.add_subcommand("replay", "Whether a finding of 'fuzz' is still there");
  std::string found;
  Settings replaying;
  replay->add_option("file", found, "The .toml of the finding")->required();
  add_connection_options(*replay, replaying);
  add_report_files(*replay, replaying);

  app.require_subcommand(0, 1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help);
  } catch (const CLI::ParseError& error) {
    return fail(exit_status::usage,
                std::string(error.what()) + "; 'conform --help' shows what can be asked");
  }
  if (list->parsed()) return list_command(what, as_json, coverage, folders);
  if (show->parsed()) return show_command(id, folders);
  if (judge->parsed()) return judge_command(journal, judge_verbose);
  if (defects->parsed()) return defects_command();
  if (prove->parsed()) return prove_command(proving);
  if (fuzz->parsed()) return fuzz_command(fuzzing);
  if (replay->parsed()) return replay_command(found, replaying);
  if (serve->parsed()) return serve_command(serving);
  return run_with_profile(std::move(settings), profile);
}

}  // namespace
}  // namespace conform

int main(int argc, char** argv) {
  // Large bodies go back to the system when they are done with; left to itself, the allocator
  // learns from the first of them to keep all that follow.
  mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  try {
    return conform::parse_and_run(argc, argv);
  } catch (const std::exception& error) {
    return conform::fail(conform::exit_status::not_judged,
                         std::string("a fault of this program, please report it: ") + error.what());
  }
}
