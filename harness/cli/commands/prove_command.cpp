#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/commands/terminal.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/command_line.hpp"
#include "harness/cli/output.hpp"
#include "harness/prove/dialect_proof.hpp"
#include "harness/prove/proof.hpp"
#include "reports/formats/proof_report.hpp"
#include "reports/html/proof_page.hpp"
#include "reports/saved/report_file.hpp"

namespace conform {
namespace {

Expected<std::vector<defects::Defect>, std::string> defects_of(
    const std::vector<std::string>& patterns) {
  auto all = defects::catalogue();
  if (patterns.empty()) return all;
  std::erase_if(all, [&](const defects::Defect& defect) {
    return std::none_of(patterns.begin(), patterns.end(),
                        [&](const auto& pattern) { return glob_matches(pattern, defect.id); });
  });
  if (all.empty()) {
    return unexpected(fmt::format(
        "--defect '{}' matches nothing; 'conform defects' shows what there is", patterns.front()));
  }
  return all;
}

/// At most `size` defects, spread evenly over the catalogue so that all topics are covered.
std::vector<defects::Defect> sample_of(const std::vector<defects::Defect>& defects,
                                       std::size_t size) {
  if (size >= defects.size()) return defects;
  std::vector<defects::Defect> sample;
  for (std::size_t i = 0; i < size; ++i) sample.push_back(defects[i * defects.size() / size]);
  return sample;
}

int compare(const Selected& selected, std::vector<defects::Defect> defects) {
  constexpr std::size_t compared = 18;
  std::erase_if(defects, [](const defects::Defect& defect) {
    return defect.only_simulated || defect.only_on_raw_connections;
  });
  const auto agreements = compare_over_http(selected, sample_of(defects, compared));
  print_out("{}", reports::agreement_text(agreements));
  const bool all = std::all_of(agreements.begin(), agreements.end(),
                               [](const Agreement& one) { return one.agree(); });
  return all ? exit_status::conformant : exit_status::violations;
}

Expected<void, std::string> write_reports(const Settings& settings, const Proof& proof,
                                          const Catalogue& catalogue) {
  if (const auto path = settings.report_file("json")) {
    const auto written = reports::write_report(*path, reports::proof_json(proof));
    if (!written) return written;
  }
  const auto path = settings.report_file("html");
  if (!path) return {};
  return reports::write_report(*path, reports::proof_html(proof, catalogue, CONFORM_VERSION,
                                                          command_line("prove", settings)));
}

/// Correct servers: a test that fails one is wrong.
int prove_dialects(const Selected& selected, std::size_t count) {
  const bool watched = query_terminal(fileno(stderr)).is_terminal;
  const auto trials = try_dialects(selected, count, [&](std::size_t done) {
    if (watched) print_error("\r{}/{}", done, count);
  });
  if (watched) print_error("\r");
  print_out("{}", reports::dialects_text(trials));
  const bool all = std::all_of(trials.begin(), trials.end(),
                               [](const DialectTrial& one) { return one.accepted(); });
  return all ? exit_status::conformant : exit_status::violations;
}

int prove_command(const Settings& settings) {
  const auto catalogue = load_catalogue(settings.suites);
  if (!catalogue) return fail(exit_status::usage, catalogue.error());
  Selection selection;
  selection.slow = !settings.over_http;
  auto selected = select(*catalogue, rule_infos(), selection);
  if (!selected) return fail(exit_status::usage, selected.error());
  // Large tests that, as they say, no planted bug makes fail.
  std::erase_if(selected->scenarios, [](const Scenario* scenario) {
    return scenario->is_slow && !scenario->idle.empty();
  });
  if (settings.dialects) return prove_dialects(*selected, *settings.dialects);
  auto defects = defects_of(settings.defects);
  if (!defects) return fail(exit_status::usage, defects.error());
  if (settings.sample) *defects = sample_of(*defects, *settings.sample);
  if (settings.over_http) return compare(*selected, std::move(*defects));
  const auto paths = report_paths_of(settings);
  if (!paths) return fail(exit_status::usage, paths.error());
  const bool watched = query_terminal(fileno(stderr)).is_terminal;
  Proof proof = prove(*selected, *defects, [&](std::size_t done) {
    if (watched) print_error("\r{}/{}", done, defects->size());
  });
  if (watched) print_error("\r");
  // With few defects, most scenarios detect none.
  if (!settings.defects.empty() || settings.sample) proof.idle.clear();
  if (paths->on_standard_output() == 0) print_out("{}", reports::proof_text(proof));
  if (const auto written = write_reports(settings, proof, *catalogue); !written) {
    return fail(exit_status::not_judged, written.error());
  }
  if (!proof.faults.empty()) return exit_status::not_judged;
  const bool proven = proof.survivors().empty() && proof.false_failures.empty();
  return proven ? exit_status::conformant : exit_status::violations;
}

}  // namespace

Command add_prove(CLI::App& program) {
  return add_command(program, "prove", "Mutation testing of the suites", prove_command);
}

}  // namespace conform
