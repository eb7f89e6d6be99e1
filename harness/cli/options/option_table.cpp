#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>

#include "harness/cli/options/option.hpp"
#include "reports/formats/format.hpp"

namespace conform {
namespace {

using Again = Option::Again;
using Offers = Option::Offers;
using Path = Option::Path;

constexpr auto server_commands = "run doctor fuzz replay";  ///< those that connect to a server
constexpr auto all_server_commands = "run doctor fuzz replay durability";  ///< and restart one

std::vector<Option> in_group(const std::string& group, std::vector<Option> rows) {
  for (auto& row : rows) row.group = group;
  return rows;
}

std::vector<Option> arguments() {
  return {
      Option("what", "KIND", "suites, scenarios (default) or requirements", &Settings::what, "list",
             {.words = {"suites", "scenarios", "requirements"}}),
      Option("id", "ID", "Id of a scenario, rule or requirement", &Settings::id, "show",
             {.offers = Offers::everything, .is_required = true}),
      Option("file", "FILE", "Files written by --json or --events; all shards of a run",
             &Settings::files, "report", {.is_required = true}),
      Option("file", "FILE", "File written by --journal or --har, or another HAR file",
             &Settings::file, "judge", {.is_required = true}),
      Option("file", "FILE", "The finding's .toml file; several are replayed one after another",
             &Settings::files, "replay", {.again = Again::run, .is_required = true}),
      Option("file", "FILE", "File to write (conform.toml)", &Settings::new_profile, "init"),
      Option("old", "FILE", "File written by --json or --events", &Settings::old_file, "compare",
             {.is_required = true}),
      Option("new", "FILE", "The same, from a later run", &Settings::new_file, "compare",
             {.is_required = true}),
      Option("command", "COMMAND",
             "After --: the client's program; gets the server's URL as CONFORM_URL",
             &Settings::command, "clients", {.is_required = true}),
      Option("shell", "SHELL", "bash, zsh or fish", &Settings::shell, "completion",
             {.words = {"bash", "zsh", "fish"}, .is_required = true}),
  };
}

std::vector<Option> target_options() {
  return in_group(
      "Target",
      {
          Option("--target", "URL", "URL below which the streams are; may contain {stream}",
                 &Settings::target, all_server_commands,
                 {.key_example = R"("http://127.0.0.1:4437/v1/stream")",
                  .again = Again::target,
                  .of_one_target = true,
                  .is_most_used = true}),
          Option("-H,--header", "'NAME: VALUE'", "Header for every request; repeatable",
                 &Settings::headers, all_server_commands,
                 {.key_example = R"(["X-Tenant: test"])",
                  .again = Again::target,
                  .is_secret = true,
                  .of_one_target = true,
                  .is_most_used = true}),
          Option("--cacert", "FILE", "CA certificates to trust (PEM)", &Settings::cacert,
                 "run doctor fuzz replay monitor",
                 {.key_example = R"("test/ca.pem")", .path = Path::read, .again = Again::target}),
          Option("--insecure", "", "Do not verify the server's certificate", &Settings::insecure,
                 "run doctor fuzz replay monitor", {.key_example = "true", .again = Again::target}),
          Option("--http2", "", "Use HTTP/2", &Settings::http2, server_commands,
                 {.key_example = "true", .again = Again::target}),
          Option("--timeout", "TIME", "Default time limit of a step (10s)", &Settings::timeout,
                 server_commands, {.key_example = R"("10s")", .again = Again::target}),
          Option("--server", "COMMAND", "Start this server; {port} stands for a free port",
                 &Settings::server, all_server_commands,
                 {.key_example = R"("./my-server --port {port}")",
                  .again = Again::target,
                  .of_one_target = true,
                  .is_most_used = true}),
          Option("--server-timeout", "TIME", "How long to wait until the server answers (30s)",
                 &Settings::server_timeout, all_server_commands,
                 {.key_example = R"("30s")", .again = Again::target}),
          Option("--server-log", "FILE", "Write the server's output to this file",
                 &Settings::server_log, all_server_commands,
                 {.key_example = R"("build/server.log")", .path = Path::written}),
          Option("--retention-hook", "URL",
                 "URL that makes the server drop old data; gets a POST with JSON {path, before}",
                 &Settings::retention_hook, "run",
                 {.key_example = R"("http://127.0.0.1:4437/drop")", .again = Again::target}),
          Option("--require", "NAME,...",
                 "Features the server must have; the run fails without them", &Settings::require,
                 "run",
                 {.key_example = R"(["sse", "producers"])",
                  .again = Again::target,
                  .by_commas = true}),
          Option("--lacks", "NAME,...",
                 "Features the server does not have yet; their tests are skipped", &Settings::lacks,
                 "run doctor",
                 {.key_example = R"(["forks"])", .again = Again::target, .by_commas = true}),
      });
}

std::vector<Option> selection_options() {
  return in_group(
      "Selection",
      {
          Option("--protocol", "NAME", "Protocol to test (durable-streams) or resumable-stream",
                 &Settings::protocol, "run list show",
                 {.key_example = R"("durable-streams")", .again = Again::target}),
          Option("--suite", "GLOB,...", "Run only these suites", &Settings::suite, "run list",
                 {.key_example = R"(["append", "close*"])",
                  .again = Again::run,
                  .offers = Offers::suites,
                  .by_commas = true,
                  .is_most_used = true}),
          Option("--only", "GLOB,...", "Run only these tests (scenarios and rules)",
                 &Settings::only, "run list",
                 {.key_example = R"(["sequence.*"])",
                  .again = Again::run,
                  .offers = Offers::scenarios,
                  .by_commas = true,
                  .is_most_used = true}),
          Option("--skip", "GLOB,...", "Do not run these tests", &Settings::skip, "run list",
                 {.key_example = R"(["http.large-*"])",
                  .again = Again::run,
                  .offers = Offers::scenarios,
                  .by_commas = true,
                  .is_most_used = true}),
          Option("--level", "LEVEL", "Lowest level to test: must, should or may", &Settings::level,
                 "run list",
                 {.key_example = R"("must")",
                  .again = Again::run,
                  .words = {"must", "should", "may"}}),
          Option("--slow", "", "Also run tests that wait for up to a minute", &Settings::slow,
                 "run", {.key_example = "true", .again = Again::run}),
          Option("--suites", "DIR", "Folder with suites of your own; repeatable", &Settings::suites,
                 "run list show report prove",
                 {.key_example = R"(["test/suites"])", .path = Path::read, .again = Again::target}),
          Option("--last-failed", "", "Run only what failed last time", &Settings::last_failed,
                 "run", {.again = Again::run}),
      });
}

std::vector<Option> gate_options() {
  return in_group(
      "What fails the run",
      {
          Option("--baseline", "FILE", "Known failures, which do not fail the run",
                 &Settings::baseline, "run fuzz durability",
                 {.key_example = R"("known.toml")",
                  .path = Path::read,
                  .again = Again::run,
                  .is_most_used = true}),
          Option("--write-baseline", "FILE", "Write this run's failures as a baseline",
                 &Settings::write_baseline, "run", {.path = Path::written}),
          Option("--fail-on", "LEVEL", "Lowest level that fails the run: must or should",
                 &Settings::fail_on, "run fuzz durability monitor clients",
                 {.key_example = R"("should")", .again = Again::run, .words = {"must", "should"}}),
          Option("--fail-fast", "", "Stop after the first failure", &Settings::fail_fast, "run",
                 {.key_example = "true", .again = Again::run}),
      });
}

std::vector<Option> run_options() {
  return in_group(
      "Run",
      {
          Option("--repeat", "N", "Repeat the run N times to find flaky tests", &Settings::repeat,
                 "run", {.key_example = "3", .again = Again::run, .range = {1, 10'000}}),
          Option("--shuffle", "", "Run scenarios in random order", &Settings::shuffle, "run",
                 {.key_example = "true", .again = Again::run}),
          Option("--seed", "N", "Seed for --shuffle, to repeat an order", &Settings::seed, "run",
                 {.again = Again::run}),
          Option("--shard", "I/N", "Run only part I of N, to divide a run among machines",
                 &Settings::shard, "run", {.again = Again::run}),
          Option("--watch", "PATH", "Rerun when this file or folder changes; repeatable",
                 &Settings::watch, "run", {.path = Path::read, .is_most_used = true}),
          Option("--dry-run", "", "Show what would run, without sending anything",
                 &Settings::dry_run, "run"),
          Option("--jobs", "N", "Maximum number of scenarios at once (64)", &Settings::jobs, "run",
                 {.key_example = "64", .again = Again::run, .range = {1, 10'000}}),
          Option("--memory", "SIZE", "How much memory responses may make conform use (256M)",
                 &Settings::memory, "run fuzz", {.key_example = R"("256M")", .again = Again::run}),
          Option("--keep-streams", "", "Do not delete the streams at the end",
                 &Settings::keep_streams, "run", {.key_example = "true", .again = Again::run}),
          Option("--self", "", "Test the built-in server over HTTP", &Settings::self, "run",
                 {.again = Again::target}),
          Option("--sim", "", "Test the built-in server on a virtual clock", &Settings::sim, "run",
                 {.again = Again::target, .is_most_used = true}),
          Option("--dialect", "DIALECT", "With --sim or --self: the dialect of the built-in server",
                 &Settings::dialect, "run", {.again = Again::target}),
          Option("--config", "FILE",
                 "Settings file (default: conform.toml in this or a parent folder)",
                 &Settings::config, "run doctor", {.path = Path::read}),
      });
}

/// "Write report.html, report.json and junit.xml to this folder"
std::string files_in_folder() {
  std::vector<std::string_view> names;
  for (const auto& format : reports::formats()) {
    if (!format.file_name.empty()) names.push_back(format.file_name);
  }
  const auto last = names.back();
  names.pop_back();
  return fmt::format("Write {} and {} to this folder", fmt::join(names, ", "), last);
}

std::string example_of(const reports::Format& format) {
  if (format.only_standard_output) return "true";
  return fmt::format("\"build/{}\"", format.file_name.empty() ? format.name : format.file_name);
}

std::vector<Option> report_options() {
  std::vector<Option> rows;
  for (const auto& format : reports::formats()) {
    rows.push_back(Option(fmt::format("--{}", format.name),
                          format.only_standard_output ? "" : "FILE", std::string(format.help),
                          ReportFile{format.name, format.only_standard_output},
                          "run fuzz replay durability report monitor clients",
                          {.key_example = example_of(format),
                           .path = Path::written,
                           .is_most_used = format.is_most_used}));
  }
  rows.push_back(Option("--journal", "FILE", "Record every exchange, for 'conform judge'",
                        &Settings::journal, "run monitor",
                        {.key_example = R"("build/conform.journal")", .path = Path::written}));
  rows.push_back(Option("--har", "FILE", "Record every exchange as an HTTP Archive", &Settings::har,
                        "monitor", {.path = Path::written}));
  rows.push_back(Option(
      "--reports", "DIR", files_in_folder(), &Settings::reports, "run report monitor clients",
      {.key_example = R"("build/conform")", .path = Path::written, .is_most_used = true}));
  rows.push_back(Option("-v,--verbose", "", "Show every result and every failure in full",
                        &Settings::verbose, "run durability report judge monitor clients",
                        {.is_most_used = true}));
  return in_group("Reports", std::move(rows));
}

std::vector<Option> campaign_options() {
  return {
      Option("--time", "TIME", "How long to run (60s)", &Settings::time, "fuzz",
             {.again = Again::run}),
      Option("--runs", "N", "Number of sequences, instead of --time", &Settings::runs, "fuzz",
             {.again = Again::run, .range = {.least = 1}}),
      Option("--seed", "N", "Random seed (1)", &Settings::seed, "fuzz",
             {.again = Again::run, .range = {0, UINT32_MAX}}),
      Option("--clients", "N", "Number of fuzzing processes (1 to 8)", &Settings::clients, "fuzz",
             {.again = Again::run, .range = {1, 64}}),
      Option("--rate", "N", "Maximum requests per second", &Settings::rate, "fuzz",
             {.again = Again::run}),
      Option("--dir", "DIR", "Folder for corpus and findings (conform-fuzz)",
             &Settings::campaign_folder, "fuzz", {.path = Path::written, .again = Again::run}),
      Option("--defect", "ID", "Fuzz the built-in server with this planted bug; repeatable",
             &Settings::defects, "fuzz", {.again = Again::run, .offers = Offers::defects}),
      Option("--malformed", "", "Send malformed HTTP on raw connections instead",
             &Settings::malformed, "fuzz", {.again = Again::run}),
      Option("--blind", "", "Without feedback, for comparison", &Settings::blind, "fuzz",
             {.again = Again::run}),
  };
}

std::vector<Option> monitor_options() {
  return {
      Option("--listen", "HOST:PORT", "Address to listen on (127.0.0.1:8080)", &Settings::listen,
             "monitor"),
      Option("--upstream", "URL",
             "URL of the server below which the streams are; may contain {stream}",
             &Settings::upstream, "monitor judge"),
      Option("--one-client", "", "All traffic is that of one client that has nothing saved",
             &Settings::one_client, "monitor clients"),
      Option("--one-reader", "", "And it reads each stream once: check how it continues, too",
             &Settings::one_reader, "monitor clients"),
      Option("--others-write", "", "Requests also reach the server by other ways",
             &Settings::others_write, "monitor"),
      Option("--page", "HOST:PORT", "Serve a page that shows what happens, at this address",
             &Settings::page, "monitor"),
      Option("--dialects", "N", "How many random servers, besides the reference server (3)",
             &Settings::dialects, "clients", {.range = {0, 1000}}),
      Option("--seed", "N", "The first of their seeds (1)", &Settings::seed, "clients",
             {.range = {0, UINT32_MAX}}),
      Option("--dialect", "DIALECT",
             "Only this server: a seed or TRAIT=CHOICE,...; see 'conform dialects'",
             &Settings::dialect, "clients"),
  };
}

std::vector<Option> durability_options() {
  return {
      Option("--rounds", "N", "Number of rounds, each with several restarts (10)", &Settings::runs,
             "durability", {.again = Again::run, .range = {.least = 1}}),
      Option("--time", "TIME", "How long to run, instead of --rounds", &Settings::time,
             "durability", {.again = Again::run}),
      Option("--seed", "N", "Random seed (1)", &Settings::seed, "durability",
             {.again = Again::run, .range = {0, UINT32_MAX}}),
      Option("--kill", "HOW", "How to stop the server: term, kill or both (default)",
             &Settings::kill, "durability",
             {.again = Again::run, .words = {"term", "kill", "both"}}),
      Option("--disk", "FAULTS",
             "What the disk does: full (default), read-only, lost-writes, torn-writes, all, none",
             &Settings::disk, "durability", {.again = Again::run}),
      Option("--dir", "DIR", "Folder for the scripts of findings (conform-durability)",
             &Settings::durability_folder, "durability",
             {.path = Path::written, .again = Again::run}),
      Option("--defect", "ID", "Test the built-in server with this planted fault; repeatable",
             &Settings::defects, "durability", {.again = Again::run}),
      Option("--prove", "", "Show that each planted durability fault is found", &Settings::prove,
             "durability", {.again = Again::run}),
      Option("--sample", "N", "With --prove: only N of the faults, evenly spread",
             &Settings::sample, "durability", {.again = Again::run, .range = {1, 100'000}}),
  };
}

/// For commands that do not connect to a server.
std::vector<Option> other_options() {
  return {
      Option("--json", "", "Write JSON", &Settings::as_json, "list"),
      Option("--ids", "", "Only ids, one per line", &Settings::as_ids, "list"),
      Option("--coverage", "", "How many requirements of each section are tested, and by what",
             &Settings::coverage, "list"),
      Option("--json", "FILE", "Write the comparison as JSON", ReportFile{"json"}, "compare",
             {.path = Path::written}),
      Option("--host", "ADDRESS", "Address to listen on (127.0.0.1)", &Settings::host, "serve"),
      Option("--port", "N", "Port (4437); 0 for a free one", &Settings::port, "serve",
             {.range = {0, UINT16_MAX}}),
      Option("--data-dir", "DIR", "Store streams in this folder", &Settings::data_dir, "serve",
             {.path = Path::written}),
      Option("--defect", "ID", "Plant this bug; repeatable", &Settings::defects, "serve",
             {.offers = Offers::defects}),
      Option("--defect", "GLOB,...", "Only these planted bugs", &Settings::defects, "prove",
             {.again = Again::run, .offers = Offers::defects, .by_commas = true}),
      Option("--dialect", "DIALECT",
             "Decide what the protocol leaves open by a seed or TRAIT=CHOICE,...; see 'conform "
             "dialects'",
             &Settings::dialect, "serve"),
      Option("--fault", "FAULT", "Show clients this fault, like status=503,nth=3; repeatable",
             &Settings::faults, "serve"),
      Option("--fault-control", "", "Take changes of the faults at /__conform/faults",
             &Settings::fault_control, "serve"),
      Option("--dialects", "N", "Test N random dialects instead, which no test may fail",
             &Settings::dialects, "prove", {.range = {1, 100'000}}),
      Option("--sample", "N", "Only N of them, evenly spread", &Settings::sample, "prove",
             {.again = Again::run, .range = {1, 100'000}}),
      Option("--over-http", "", "Run a sample both simulated and over HTTP, and compare",
             &Settings::over_http, "prove"),
      Option("--json", "FILE", "JSON", ReportFile{"json"}, "prove", {.path = Path::written}),
      Option("--html", "FILE", "HTML page", ReportFile{"html"}, "prove", {.path = Path::written}),
  };
}

}  // namespace

const std::vector<Option>& options() {
  static const auto all = [] {
    std::vector<Option> rows;
    for (const auto part :
         {arguments, target_options, selection_options, gate_options, run_options, campaign_options,
          monitor_options, durability_options, other_options, report_options}) {
      for (auto& row : part()) rows.push_back(std::move(row));
    }
    return rows;
  }();
  return all;
}

}  // namespace conform
