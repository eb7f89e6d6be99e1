#include "harness/cli/commands/reporting.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>
#include <variant>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/terminal.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/command_line.hpp"
#include "harness/run/engine.hpp"
#include "reports/formats/format.hpp"
#include "reports/output_filter.hpp"
#include "reports/saved/report_file.hpp"

namespace conform {
namespace {

reports::Context context_of(const Settings& settings, const Catalogue& catalogue) {
  reports::Context context;
  context.version = CONFORM_VERSION;
  context.requirement_text = requirement_texts(catalogue);
  context.server = settings.server.value_or("");
  context.secrets = reports::unwritten();
  return context;
}

int console_descriptor(const ReportPaths& paths) {
  return paths.on_standard_output() > 0 ? STDERR_FILENO : STDOUT_FILENO;
}

reports::ConsoleOptions console_options(const Settings& settings, const ReportPaths& paths) {
  const Terminal terminal = query_terminal(console_descriptor(paths));
  const auto formats = reports::formats();
  const bool has_complete = std::any_of(formats.begin(), formats.end(), [&](const auto& format) {
    return format.is_complete && paths.files.contains(format.name);
  });
  return {.colour = terminal.colour,
          .progress = terminal.is_terminal,
          .columns = terminal.columns,
          .verbose = settings.verbose,
          .other_reports = has_complete};
}

using Planned = Expected<void, std::string>;

/// Creates the folder, and chooses a file in it for each standard format without an explicit path.
Planned add_folder(const std::filesystem::path& folder, ReportPaths& paths) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return unexpected(
        fmt::format("--reports: cannot create folder {}: {}", folder.string(), error.message()));
  }
  auto lock = reports::FolderLock::take(folder.string());
  if (!lock) return unexpected(lock.error());
  paths.lock = std::make_shared<const reports::FolderLock>(*std::move(lock));
  for (const auto& format : reports::formats()) {
    if (format.file_name.empty()) continue;
    paths.files.try_emplace(std::string(format.name), (folder / format.file_name).string());
  }
  return {};
}

Planned check(const ReportPaths& paths) {
  if (paths.on_standard_output() > 1) {
    return unexpected(std::string("only one report can be written to standard output"));
  }
  std::set<std::string> taken;
  for (const auto& [format, path] : paths.files) {
    if (!taken.insert(path).second) {
      return unexpected(fmt::format("two reports cannot both be written to {}", path));
    }
    if (auto writable = reports::check_writable(path); !writable) return writable;
  }
  return {};
}

}  // namespace

std::size_t ReportPaths::on_standard_output() const {
  return static_cast<std::size_t>(std::count_if(
      files.begin(), files.end(), [](const auto& file) { return file.second == "-"; }));
}

Expected<ReportPaths, std::string> report_paths_of(const Settings& settings) {
  ReportPaths paths;
  for (const auto& [format, path] : settings.report_files) {
    if (path) paths.files.emplace(format, *path);
  }
  if (settings.reports) {
    if (const auto added = add_folder(*settings.reports, paths); !added) {
      return unexpected(added.error());
    }
  }
  if (const auto checked = check(paths); !checked) return unexpected(checked.error());
  return paths;
}

Reporting::Reporting(const ReportPaths& paths, const Settings& settings, const Catalogue& catalogue,
                     const std::string& campaign)
    : context_(context_of(settings, catalogue)),
      console_stream_(paths.on_standard_output() > 0 ? write_error : write_out),
      console_(console_stream_, console_options(settings, paths)) {
  // Live traffic cannot be run again.
  const bool is_run = !settings.upstream && settings.command.empty();
  const reports::FormatInput input{catalogue,
                                   {is_run ? command_line("run", settings) : "",
                                    is_run ? command_line_of_target(settings) : "", campaign}};
  for (const auto& format : reports::formats()) {
    const auto path = paths.files.find(format.name);
    if (path == paths.files.end()) continue;
    auto output = format.open(path->second, input);
    if (output) {
      outputs_.push_back(*std::move(output));
    } else {
      problems_.push_back(output.error());
    }
  }
}

void Reporting::learn_secrets() {
  context_.secrets = reports::unwritten();
}

/// The end of a run repeats what results say, without their exchanges.
void Reporting::learn_secrets(const Result& result) {
  if (!result.evidence) return;
  reports::Secrets secrets = context_.secrets;
  for (const auto& exchange : result.evidence->exchanges) secrets.learn(exchange);
  const auto discloses = [&](const std::string& text) {
    return secrets.hide(text) != context_.secrets.hide(text);
  };
  if (discloses(result.evidence->expected) || discloses(result.evidence->got)) {
    context_.secrets = std::move(secrets);
  }
}

void Reporting::on(const Event& event) {
  if (const auto* reached = std::get_if<ResultReached>(&event)) learn_secrets(reached->result);
  on(reports::entry_of(event, context_));
}

void Reporting::on(const reports::Entry& entry) {
  for (const auto& output : outputs_) output->on(entry);
  // The console ends with the exit status, which depends on them.
  if (std::holds_alternative<reports::Closing>(entry)) write_files();
  console_.on(entry);
}

void Reporting::write_files() {
  if (std::exchange(has_written_, true)) return;
  const auto take = [&](const Expected<void, std::string>& written) {
    if (!written) problems_.push_back(written.error());
  };
  for (const auto& output : outputs_) take(output->finish());
  for (const auto& write : others_) take(write());
  if (!problems_.empty()) console_.expect_missing_files();
}

int Reporting::write(int status) {
  write_files();
  for (const auto& problem : problems_) status = fail(exit_status::not_judged, problem);
  return status;
}

}  // namespace conform
