#include "reports/saved/finding_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/scenario/toml_writer.hpp"
#include "reports/output_filter.hpp"
#include "reports/saved/finding_shell.hpp"
#include "reports/saved/report_file.hpp"
#include "reports/text/clean.hpp"
#include "reports/text/explanation.hpp"

namespace conform::reports {
namespace {

constexpr std::string_view cause_note = "# Cause: ";
constexpr std::string_view runs_note = "# Runs until it counts as fixed: ";
/// As earlier versions write it.
constexpr std::string_view earlier_runs_note = "# Plays until it counts as fixed: ";
constexpr unsigned max_executions = 100;

/// A finding of any campaign, as far as its files need it.
struct Found {
  Scenario scenario;
  Result result;
  unsigned confirmed = 0;
  unsigned confirmations = 0;
  std::string notes;  ///< for replaying it
};

/// Both notes without the comment sign, which is added to each line of a remark.
std::string notes_of(const fuzz::Finding& finding) {
  return fmt::format("{}{}\n{}{}", cause_note.substr(2), clean_line(to_string(finding.cause)),
                     runs_note.substr(2), executions_to_judge(finding));
}

Found found(const fuzz::Finding& finding) {
  return {fuzz::scenario_of(finding), fuzz::result_of(finding), finding.reduction.confirmed,
          finding.reduction.confirmations, notes_of(finding)};
}

Found found(const malformed::Finding& finding) {
  return {malformed::scenario_of(finding),
          malformed::result_of(finding),
          finding.reduction.confirmed,
          finding.reduction.confirmations,
          {}};
}

std::string file_of(const Scenario& scenario, const std::string& words) {
  Suite suite;
  suite.id = scenario.suite;
  suite.title = "Found by fuzzing";
  suite.scenarios = {scenario};
  return to_toml(suite, words);
}

std::string scenario_text(const Found& found) {
  auto remark = fmt::format("Expected {}\nGot {}\nSeen again in {} of {} runs.",
                            writable(clean_line(found.result.evidence->expected)),
                            writable(clean_line(found.result.evidence->got)), found.confirmed,
                            found.confirmations);
  if (!found.notes.empty()) remark += "\n" + found.notes;
  return file_of(found.scenario, remark);
}

std::string transcript_text(const Result& result, const Context& context) {
  std::string text = result.id + "\n";
  const auto shown = reports::finding(result, context);
  for (const auto& line : explain(shown, no_wrapping)) text += line.text + "\n";
  return text;
}

std::string shell_text(const fuzz::Finding& finding, const Context&) {
  return shell_script(finding);
}

/// Names of the original length: lengths in the raw bytes depend on them.
std::string shell_text(const malformed::Finding& finding, const Context& context) {
  const auto& word = finding.reduction.execution.word;
  std::string text = fmt::format(
      "#!/bin/sh\n# {}: {}\n# Usage: sh {}.sh; 'conform replay {}.toml' also knows how the bytes "
      "were sent.\n\nname=$(printf 'x%0{}d' \"$(date +%s)\")\n\n",
      finding.id, finding.rule.title, finding.id, finding.id,
      std::max<std::size_t>(word.size(), 2) - 1);
  const auto shown = reports::finding(malformed::result_of(finding), context);
  for (auto line : shown.curl) {
    for (auto at = line.find(word); at != std::string::npos; at = line.find(word)) {
      line.replace(at, word.size(), "'\"$name\"'");
    }
    text += line + "\n";
  }
  return text;
}

template <class Finding>
Expected<FindingFiles, std::string> write(const Finding& finding, const std::string& folder,
                                          const Context& context) {
  const auto base = fmt::format("{}/{}", folder, finding.id);
  const FindingFiles files{base + ".toml", base + ".txt", base + ".sh"};
  const auto all = found(finding);
  for (const auto& [path, text] :
       {std::pair(files.scenario, scenario_text(all)),
        std::pair(files.transcript, transcript_text(all.result, context)),
        std::pair(files.shell, shell_text(finding, context))}) {
    if (const auto written = write_report(path, text); !written) {
      return unexpected(written.error());
    }
  }
  return files;
}

}  // namespace

std::string scenario_text(const fuzz::Finding& finding) {
  return scenario_text(found(finding));
}

std::string scenario_text(const malformed::Finding& finding) {
  return scenario_text(found(finding));
}

Expected<FindingFiles, std::string> write_finding(const fuzz::Finding& finding,
                                                  const std::string& folder,
                                                  const Context& context) {
  return write(finding, folder, context);
}

Expected<FindingFiles, std::string> write_finding(const malformed::Finding& finding,
                                                  const std::string& folder,
                                                  const Context& context) {
  return write(finding, folder, context);
}

KnownFindings known_findings(const std::string& folder) {
  KnownFindings known;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::error_code unknown;
    if (entry.path().extension() != ".toml" || !entry.is_regular_file(unknown)) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (auto cause = replay_notes(text).cause) {
      known.ids.emplace(*std::move(cause), entry.path().stem().string());
    } else if (text.find("[[scenario]]") == std::string::npos) {
      known.unreadable.push_back(entry.path().filename().string());
    }
  }
  std::sort(known.unreadable.begin(), known.unreadable.end());
  return known;
}

ReplayNotes replay_notes(std::string_view text) {
  ReplayNotes notes;
  const auto take_runs = [&](std::string_view number) {
    std::from_chars(number.data(), number.data() + number.size(), notes.runs);
  };
  while (text.starts_with('#')) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    if (line.starts_with(cause_note)) {
      notes.cause = fuzz::parse_cause(line.substr(cause_note.size()));
    } else if (line.starts_with(runs_note)) {
      take_runs(line.substr(runs_note.size()));
    } else if (line.starts_with(earlier_runs_note)) {
      take_runs(line.substr(earlier_runs_note.size()));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  notes.runs = std::clamp(notes.runs, 1U, max_executions);
  return notes;
}

}  // namespace conform::reports
