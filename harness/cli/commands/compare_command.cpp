#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/saved_runs.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/output.hpp"
#include "reports/saved/comparison.hpp"
#include "reports/saved/report_file.hpp"

namespace conform {
namespace {

int compare_command(const Settings& settings) {
  const auto json = settings.report_file("json");
  if (json) {
    const auto writable = reports::check_writable(*json);
    if (!writable) return fail(exit_status::usage, writable.error());
  }
  const auto catalogue = load_catalogue({}).value();
  const auto before = saved_run(settings.old_file, catalogue);
  if (!before) return fail(exit_status::usage, before.error());
  const auto after = saved_run(settings.new_file, catalogue);
  if (!after) return fail(exit_status::usage, after.error());
  const auto comparison = reports::compare(before->run, after->run);
  const auto text = reports::comparison_text(*before, *after, comparison);
  json == "-" ? write_error(text) : write_out(text);
  if (json) {
    const auto written =
        reports::write_report(*json, reports::comparison_json(*before, *after, comparison));
    if (!written) return fail(exit_status::not_judged, written.error());
  }
  if (!comparison.worse.empty()) return exit_status::violations;
  // What is missing or was not judged may have got worse.
  const bool unclear = after->run.closing.stopped_early || !comparison.unclear.empty();
  return unclear ? exit_status::not_judged : exit_status::conformant;
}

}  // namespace

Command add_compare(CLI::App& program) {
  return add_command(program, "compare", "Compare two saved results", compare_command);
}

}  // namespace conform
