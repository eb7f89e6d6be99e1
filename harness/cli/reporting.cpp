#include "harness/cli/reporting.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "harness/cli/catalogue.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/run/engine.hpp"
#include "reports/report_file.hpp"

namespace conform {
namespace {

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

std::ostream& console_stream(const ReportPaths& paths) {
  return paths.use_standard_output() ? std::cerr : std::cout;
}

int console_descriptor(const ReportPaths& paths) {
  return paths.use_standard_output() ? STDERR_FILENO : STDOUT_FILENO;
}

}  // namespace

Expected<ReportPaths, std::string> report_paths_of(const Settings& settings) {
  ReportPaths paths{settings.junit, settings.json};
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
  }
  if (paths.junit == "-" && paths.json == "-") {
    return unexpected(std::string("only one of --junit and --json can go to the standard output"));
  }
  for (const auto& path : {paths.junit, paths.json}) {
    if (!path) continue;
    if (const auto writable = reports::check_writable(*path); !writable) {
      return unexpected(writable.error());
    }
  }
  return paths;
}

Reporting::Reporting(ReportPaths paths, const Settings& settings, const Catalogue& catalogue,
                     const http::Headers& credentials)
    : paths_(std::move(paths)),
      context_(context_of(catalogue, credentials)),
      console_(console_stream(paths_), context_,
               console_options(settings, console_descriptor(paths_)), exit_code),
      junit_(context_),
      json_(context_) {}

void Reporting::on(const Event& event) {
  console_.on(event);
  junit_.on(event);
  json_.on(event);
}

int Reporting::write(int status) const {
  const auto write = [&](const std::optional<std::string>& path, const std::string& text) {
    if (!path) return;
    if (const auto written = reports::write_report(*path, text); !written) {
      status = fail(exit_status::not_judged, written.error());
    }
  };
  write(paths_.junit, junit_.text());
  write(paths_.json, json_.text());
  return status;
}

}  // namespace conform
