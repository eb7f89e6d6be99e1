#include "harness/cli/options/options.hpp"

#include <fmt/format.h>

namespace conform {

CLI::Option* add_switch(CLI::App& app, const std::string& names, std::optional<bool>& setting,
                        const std::string& help) {
  return app.add_flag_callback(names, [&setting] { setting = true; }, help);
}

void add_connection_options(CLI::App& app, Settings& settings) {
  app.add_option("--target", settings.target,
                 "Where the streams of the server under test lie; {stream} stands for their names")
      ->option_text("URL")
      ->group("Target");
  app.add_option("-H,--header", settings.headers, "Header for every request, repeatable")
      ->option_text("'NAME: VALUE'")
      ->allow_extra_args(false)
      ->group("Target");
  app.add_option("--cacert", settings.cacert, "Trust these certificates")
      ->option_text("FILE")
      ->group("Target");
  add_switch(app, "--insecure", settings.insecure, "Accept any certificate")->group("Target");
  add_switch(app, "--http2", settings.http2, "Speak HTTP/2")->group("Target");
  app.add_option("--timeout", settings.timeout, "Limit of a step that sets none (10s)")
      ->option_text("TIME")
      ->group("Target");
}

void add_server_options(CLI::App& app, Settings& settings) {
  const auto add = [&](const char* name, auto& setting, const char* value, const char* help) {
    app.add_option(name, setting, help)->option_text(value)->group("Target");
  };
  add("--server", settings.server, "COMMAND", "Start this server for the run, on port {port}");
  add("--server-timeout", settings.server_timeout, "TIME", "How long it may take to answer (30s)");
  add("--server-log", settings.server_log, "FILE", "All that it says");
}

void add_lacks_option(CLI::App& app, Settings& settings) {
  app.add_option("--lacks", settings.lacks, "Capabilities that are not built yet, comma-separated")
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
  const auto add = [&](const char* name, std::optional<std::string>& setting, const char* help) {
    app.add_option(name, setting, help)->option_text("FILE")->group("Reports");
  };
  add("--html", settings.html, "A page for a browser");
  add("--json", settings.json, "For programs, 'conform report' and 'compare'");
  add("--junit", settings.junit, "JUnit XML");
  add("--markdown", settings.markdown, "For the summary page of a CI run");
  add("--tap", settings.tap, "TAP, version 14");
  add("--badge", settings.badge, "JSON for a badge of shields.io");
  add("--events", settings.events, "Each result at once, as a line of JSON");
  add_switch(app, "--annotations", settings.annotations,
             "Failures to GitHub, on the standard output")
      ->group("Reports");
}

void add_reports_folder(CLI::App& app, Settings& settings) {
  app.add_option("--reports", settings.reports,
                 "junit.xml, report.json and report.html in a folder")
      ->option_text("DIR")
      ->group("Reports");
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

CLI::Option* add_folders(CLI::App& app, std::vector<std::string>& folders) {
  return app.add_option("--suites", folders, "Suites of your own, repeatable")
      ->option_text("DIR")
      ->allow_extra_args(false);
}

}  // namespace conform
