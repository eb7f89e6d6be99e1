#include "harness/cli/commands/reporting.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/terminal.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/command_line.hpp"
#include "harness/run/engine.hpp"
#include "reports/formats/annotations.hpp"
#include "reports/formats/badge.hpp"
#include "reports/formats/json.hpp"
#include "reports/formats/junit.hpp"
#include "reports/formats/markdown.hpp"
#include "reports/formats/tap.hpp"
#include "reports/html/html.hpp"
#include "reports/saved/report_file.hpp"

namespace conform {
namespace {

reports::Context context_of(const Settings& settings, const Catalogue& catalogue,
                            const http::Headers& credentials) {
  reports::Context context;
  context.version = CONFORM_VERSION;
  context.requirement_text = requirement_texts(catalogue);
  context.server = settings.server.value_or("");
  for (const auto& field : credentials) {
    context.secret_headers.insert(field.name);
    context.secret_values.insert(field.value);
  }
  return context;
}

int console_descriptor(const ReportPaths& paths) {
  return paths.on_standard_output() > 0 ? STDERR_FILENO : STDOUT_FILENO;
}

reports::ConsoleOptions console_options(const Settings& settings, const ReportPaths& paths) {
  const Terminal terminal = look_at_terminal(console_descriptor(paths));
  return {.colour = terminal.colour,
          .progress = terminal.is_terminal,
          .columns = terminal.columns,
          .verbose = settings.verbose,
          .other_reports = paths.html || paths.json};
}

std::ostream& console_stream(const ReportPaths& paths) {
  return paths.on_standard_output() > 0 ? std::cerr : std::cout;
}

}  // namespace

std::vector<std::string> ReportPaths::all() const {
  std::vector<std::string> given;
  for (const auto* path : {&junit, &json, &html, &markdown, &tap, &badge, &annotations, &events}) {
    if (*path) given.push_back(**path);
  }
  return given;
}

std::size_t ReportPaths::on_standard_output() const {
  const auto given = all();
  return static_cast<std::size_t>(std::count(given.begin(), given.end(), "-"));
}

Expected<ReportPaths, std::string> report_paths_of(const Settings& settings) {
  ReportPaths paths{settings.junit,    settings.json,   settings.html,
                    settings.markdown, settings.tap,    settings.badge,
                    std::nullopt,      settings.events, nullptr};
  if (settings.annotations.value_or(false)) paths.annotations.emplace("-");
  if (settings.reports) {
    const std::filesystem::path folder(*settings.reports);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
      return unexpected(fmt::format("--reports: the folder {} cannot be made: {}", folder.string(),
                                    error.message()));
    }
    auto lock = reports::FolderLock::take(folder.string());
    if (!lock) return unexpected(lock.error());
    paths.lock = std::make_shared<const reports::FolderLock>(*std::move(lock));
    if (!paths.junit) paths.junit = (folder / "junit.xml").string();
    if (!paths.json) paths.json = (folder / "report.json").string();
    if (!paths.html) paths.html = (folder / "report.html").string();
  }
  if (paths.on_standard_output() > 1) {
    return unexpected(std::string("only one report can go to the standard output"));
  }
  std::set<std::string> taken;
  for (const auto& path : paths.all()) {
    if (!taken.insert(path).second) {
      return unexpected(fmt::format("two reports cannot both be written to {}", path));
    }
    if (const auto writable = reports::check_writable(path); !writable) {
      return unexpected(writable.error());
    }
  }
  return paths;
}

Reporting::Reporting(const ReportPaths& paths, const Settings& settings, const Catalogue& catalogue,
                     const http::Headers& credentials, const std::string& campaign)
    : context_(context_of(settings, catalogue, credentials)),
      console_(console_stream(paths), console_options(settings, paths)) {
  const auto add = [this](const std::optional<std::string>& path, auto make) {
    if (path) destinations_.push_back({*path, make()});
  };
  add(paths.junit, [] { return std::make_unique<reports::JUnit>(); });
  add(paths.json, [] { return std::make_unique<reports::Json>(); });
  add(paths.html, [&] {
    return std::make_unique<reports::Html>(
        catalogue,
        reports::Commands{command_line(settings), command_line_of_target(settings), campaign});
  });
  add(paths.markdown, [] { return std::make_unique<reports::Markdown>(); });
  add(paths.tap, [] { return std::make_unique<reports::Tap>(); });
  add(paths.badge, [] { return std::make_unique<reports::Badge>(); });
  add(paths.annotations, [] { return std::make_unique<reports::Annotations>(); });
  if (!paths.events) return;
  auto log = reports::EventLog::open(*paths.events);
  if (log) {
    events_ = *std::move(log);
  } else {
    problem_ = log.error();
  }
}

void Reporting::on(const Event& event) {
  on(reports::entry_of(event, context_));
}

void Reporting::on(const reports::Entry& entry) {
  console_.on(entry);
  if (events_) events_->on(entry);
  for (const auto& destination : destinations_) destination.document->on(entry);
}

int Reporting::write(int status) const {
  for (const auto& [path, document] : destinations_) {
    if (const auto written = reports::write_report(path, document->text()); !written) {
      status = fail(exit_status::not_judged, written.error());
    }
  }
  const auto& problem = events_ ? events_->problem() : problem_;
  if (problem) status = fail(exit_status::not_judged, *problem);
  return status;
}

}  // namespace conform
