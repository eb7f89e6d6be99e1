#include "reports/finding_files.hpp"

#include <fmt/format.h>

#include "harness/scenario/toml_writer.hpp"
#include "reports/clean.hpp"
#include "reports/explanation.hpp"
#include "reports/report_file.hpp"

namespace conform::reports {
namespace {

std::string transcript_text(const fuzz::Finding& finding, const Context& context) {
  std::string text = finding.id + "\n";
  const auto shown = reports::finding(fuzz::result_of(finding), context, HeaderChoice::all);
  for (const auto& line : explain(shown, no_wrapping)) text += line.text + "\n";
  return text;
}

/// The URL below which the streams were made.
std::string base_of(const fuzz::Played& played) {
  for (const auto& turn : played.turns) {
    const auto at = turn.exchange.request.target.find(played.word);
    if (at != std::string::npos && at > 0) return turn.exchange.request.target.substr(0, at - 1);
  }
  return {};
}

/// The same line for streams that no earlier call of the script has made.
std::string with_fresh_name(std::string line, const std::string& beginning) {
  for (auto at = line.find(beginning); at != std::string::npos; at = line.find(beginning)) {
    const bool ends_there = line.compare(at + beginning.size(), 1, "'") == 0;
    line.replace(at, beginning.size() + (ends_there ? 1 : 0),
                 ends_there ? "\"$base/$name\"" : "\"$base/$name\"'");
  }
  return line;
}

std::string shell_text(const fuzz::Finding& finding, const Context& context) {
  const auto& played = finding.reduction.played;
  const auto base = base_of(played);
  std::string text = fmt::format(
      "#!/bin/sh\n# {}: {}\n# Usage: sh {}.sh [URL below which streams are made]\n\n"
      "base=${{1:-'{}'}}\nname=conform-$$\n\n",
      finding.id, finding.rule.title, finding.id, base);
  const auto shown = reports::finding(fuzz::result_of(finding), context, HeaderChoice::all);
  const auto beginning = fmt::format("'{}/{}", base, played.word);
  for (const auto& line : shown.curl) text += with_fresh_name(line, beginning) + "\n";
  return text;
}

}  // namespace

std::string scenario_text(const fuzz::Finding& finding) {
  Suite suite;
  suite.id = finding.id.substr(0, finding.id.find('.'));
  suite.title = "Found by a campaign";
  suite.scenarios = {fuzz::scenario_of(finding)};
  const auto& violation = finding.violation();
  const auto& reduction = finding.reduction;
  return to_toml(suite, fmt::format("Expected {}\nGot {}\nSeen again in {} of {} plays.",
                                    clean_line(violation.expected), clean_line(violation.got),
                                    reduction.confirmed, reduction.confirmations));
}

Expected<FindingFiles, std::string> write_finding(const fuzz::Finding& finding,
                                                  const std::string& folder,
                                                  const Context& context) {
  const auto base = fmt::format("{}/{}", folder, finding.id);
  const FindingFiles files{base + ".toml", base + ".txt", base + ".sh"};
  for (const auto& [path, text] : {std::pair(files.scenario, scenario_text(finding)),
                                   std::pair(files.transcript, transcript_text(finding, context)),
                                   std::pair(files.shell, shell_text(finding, context))}) {
    if (const auto written = write_report(path, text); !written) {
      return unexpected(written.error());
    }
  }
  return files;
}

}  // namespace conform::reports
