#include "reports/text/console.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/http/timestamp.hpp"
#include "reports/text/clean.hpp"
#include "reports/text/layout.hpp"
#include "reports/text/time_text.hpp"

namespace conform::reports {
namespace {

constexpr unsigned narrowest = 40;
/// At most a screen or two.
constexpr std::size_t max_causes = 8;
constexpr std::size_t max_named = 3;
constexpr std::size_t max_start_lines = 45;

std::string_view escape_code(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::strong:
      return "\x1b[1m";
    case Style::quiet:
      return "\x1b[2m";
    case Style::good:
      return "\x1b[32m";
    case Style::bad:
      return "\x1b[31m";
    case Style::sent:
      return "\x1b[36m";
    case Style::received:
      return "\x1b[33m";
  }
  return "";
}

Style style_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return Style::good;
    case Verdict::unstable:
    case Verdict::fail:
    case Verdict::error:
      return Style::bad;
    case Verdict::skip:
      return Style::quiet;
    case Verdict::warn:
    case Verdict::inconclusive:
    case Verdict::blocked:
      return Style::strong;
  }
  return Style::plain;
}

std::string in_capitals(std::string_view words) {
  std::string out(words);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return out;
}

std::string section_title(Verdict verdict, std::size_t count, std::string_view who) {
  switch (verdict) {
    case Verdict::error:
      return fmt::format("{} in conform itself", counted(count, "error", "errors"));
    case Verdict::fail:
      return fmt::format("{}: {} breaks a MUST", counted(count, "failure", "failures"), who);
    case Verdict::unstable:
      return fmt::format("{} unstable: {} breaks a MUST, but not every time", count, who);
    case Verdict::blocked:
      return fmt::format("{} blocked: a step before the one under test failed", count);
    case Verdict::inconclusive:
      return fmt::format("{} inconclusive: conform could not find out", count);
    case Verdict::warn:
      return fmt::format("{}: {} does not follow a SHOULD", counted(count, "warning", "warnings"),
                         who);
    case Verdict::skip:
      return fmt::format("{} skipped", count);
    case Verdict::pass:
      return fmt::format("{} passed", count);
  }
  return "";
}

bool is_failure(Verdict verdict) {
  return is_violation(verdict) || verdict == Verdict::error || verdict == Verdict::warn;
}

std::string harm_words(Harm harm) {
  switch (harm) {
    case Harm::data:
      return "Data is lost, changed or exposed";
    case Harm::outage:
      return "The server crashes";
    case Harm::storage:
      return "Acknowledged data is not stored";
    case Harm::order:
      return "Order is wrong";
    case Harm::other:
      break;
  }
  return "";
}

/// "append.a, append.b and 42 more"
std::string few_of(const std::vector<std::string>& ids) {
  std::string out;
  const auto named = std::min(ids.size(), max_named);
  for (std::size_t i = 0; i < named; ++i) out += (i == 0 ? "" : ", ") + ids[i];
  if (ids.size() > named) out += fmt::format(" and {} more", ids.size() - named);
  return out;
}

/// Keeps the output short enough to read without scrolling; omitted lines are counted.
std::vector<Line> bounded(std::vector<Line> lines, std::size_t most) {
  if (lines.size() <= most) return lines;
  const auto left_out = lines.size() - most;
  lines.resize(most);
  lines.push_back({Style::quiet, fmt::format("  … {} more lines with --verbose", left_out)});
  return lines;
}

}  // namespace

Console::Console(std::ostream& out, ConsoleOptions options) : out_(out), options_(options) {
  options_.columns = std::max(options_.columns, narrowest);
}

void Console::on(const Entry& entry) {
  summary_.on(entry);
  if (const auto* run = std::get_if<Opening>(&entry)) started(*run);
  if (const auto* finding = std::get_if<Finding>(&entry)) reached(*finding);
  if (const auto* seen = std::get_if<Behaviour>(&entry)) behaviours_[seen->title] = seen->value;
  if (const auto* run = std::get_if<Closing>(&entry)) finished(*run);
  out_.flush();
}

void Console::started(const Opening& run) {
  expected_ = run.expected;
  const std::string part =
      run.shard.of > 1 ? fmt::format(", shard {} of {}", run.shard.index, run.shard.of) : "";
  write_paragraph(Style::strong, fmt::format("conform {}  {}", run.version, run.target));
  // The number of findings of a campaign is not known in advance.
  const std::string to_come =
      run.campaign ? "" : fmt::format(", {} to come", counted(run.expected, "result", "results"));
  write_paragraph(Style::quiet,
                  fmt::format("run {}{}, {}{}", run.run_id, part, http::rfc3339(run.at), to_come));
  write_capabilities(run.capabilities);
  if (options_.verbose) blank_line();
  draw_progress("");
}

void Console::write_capabilities(const std::vector<Capability>& capabilities) {
  if (capabilities.empty()) return;
  std::string present;
  std::vector<Line> absent;
  std::vector<Line> not_known;
  for (const auto& capability : capabilities) {
    if (capability.present()) {
      present += (present.empty() ? "" : ", ") + capability.name;
    } else {
      const bool unknown = capability.presence == Presence::unknown;
      add_labelled(unknown ? not_known : absent, unknown ? "?" : "lacks", 7,
                   {Style::plain, capability.name + ": " + capability.how}, options_.columns, 2);
    }
  }
  std::vector<Line> lines;
  if (!present.empty()) add_labelled(lines, "has", 7, {Style::plain, present}, options_.columns, 2);
  blank_line();
  write(lines);
  write(absent);
  write(not_known);
}

void Console::reached(const Finding& found) {
  tally_.add(found);
  suites_.add(found);
  keep(found);
  if (options_.verbose) {
    erase_progress();
    write_result(found);
  }
  draw_progress(found.id);
}

void Console::keep(const Finding& found) {
  if (found.verdict == Verdict::pass) return;
  if (is_known(found)) {
    known_.push_back(found);
  } else if (is_failure(found.verdict)) {
    failed_.emplace(found.id, found);
  } else {
    groups_[found.verdict].add(found.message, found.id);
  }
}

void Console::write_result(const Finding& found) {
  const std::string known = is_known(found) ? ", known" : "";
  const std::string message = found.message.empty() ? "" : ": " + found.message;
  std::vector<Line> lines;
  add_labelled(lines, to_string(found.verdict), 14,
               {style_of(found.verdict),
                fmt::format("{} ({}{}){}", found.id, in_words(found.took), known, message)},
               options_.columns, 0);
  write(lines);
}

void Console::finished(const Closing& run) {
  erase_progress();
  if (tally_.total() > 0) {
    section("suites");
    write(suites_.lines(options_.columns));
  }
  write_behaviours();
  write_groups(Verdict::skip, Groups::Ids::none);
  write_known();
  write_groups(Verdict::inconclusive, Groups::Ids::few);
  write_details(Verdict::error);
  if (options_.verbose) {
    write_details(Verdict::warn);
    write_details(Verdict::fail);
  }
  write_causes(run, Verdict::warn);
  write_blocked(run);
  write_details(Verdict::unstable);
  write_causes(run, Verdict::fail);
  write_list("notes", Style::plain, run.notes);
  write_list("other reasons why the run fails", Style::bad, run.objections);
  write_start(run);
  write_conclusion(run);
}

/// Whose results have that verdict.
std::string_view Console::who_has(Verdict verdict) const {
  bool server = false;
  bool client = false;
  for (const auto& [id, finding] : failed_) {
    if (finding.verdict == verdict) (finding.suite == client_suite ? client : server) = true;
  }
  if (!client) return "the server";
  return server ? "the server or the client" : "the client";
}

void Console::write_details(Verdict verdict) {
  std::size_t count = tally_.of(verdict);
  if (count == 0) return;
  section(section_title(verdict, count, who_has(verdict)));
  bool first = true;
  for (const auto& [id, finding] : failed_) {
    if (finding.verdict != verdict) continue;
    if (!std::exchange(first, false)) blank_line();
    write_finding(finding);
  }
}

void Console::write_finding(const Finding& found) {
  std::vector<Line> lines;
  add_paragraph(lines,
                {style_of(found.verdict), in_capitals(to_string(found.verdict)) + "  " + found.id},
                options_.columns, 0, 2);
  Finding shown = options_.verbose ? found : without_boilerplate_headers(found);
  auto words = explain(shown, options_.columns);
  // The wrong response comes last, followed by the commands to reproduce it.
  while (!options_.verbose && words.size() > max_start_lines && shown.exchanges.size() > 1) {
    shown.exchanges.erase(shown.exchanges.begin());
    words = explain(shown, options_.columns);
  }
  lines.insert(lines.end(), words.begin(), words.end());
  write(options_.verbose ? lines : bounded(std::move(lines), 2 * max_start_lines));
}

void Console::write_causes(const Closing& run, Verdict verdict) {
  std::vector<const RootCause*> causes;
  for (const auto& cause : run.root_causes) {
    if (cause.verdict == verdict) causes.push_back(&cause);
  }
  if (causes.empty()) return;
  section(fmt::format("{}, {}", counted(causes.size(), "cause", "causes"),
                      section_title(verdict, tally_.of(verdict), who_has(verdict))));
  for (std::size_t i = 0; i < std::min(causes.size(), max_causes); ++i) {
    write_cause(*causes[i], i + 1);
  }
  if (causes.size() > max_causes) {
    write_paragraph(
        Style::strong,
        fmt::format("… and {} ({})",
                    counted(causes.size() - max_causes, "more cause", "more causes"),
                    options_.other_reports ? "in the reports" : "--html FILE shows all"));
  }
}

void Console::write_cause(const RootCause& cause, std::size_t number) {
  std::vector<Line> lines;
  const auto harm = harm_words(cause.harm);
  add_labelled(lines, fmt::format("{:>2}", number), 3,
               {style_of(cause.verdict), (harm.empty() ? "" : harm + ": ") + cause.headline},
               options_.columns, 0);
  constexpr std::size_t max_headline_lines = 4;
  if (lines.size() > max_headline_lines) {
    lines.resize(max_headline_lines);
    lines.back().text = cut(lines.back().text + " …", options_.columns);
  }
  if (const auto head = failed_.find(cause.failed.empty() ? "" : cause.failed.front());
      head != failed_.end() && !head->second.requirements.empty()) {
    const auto& requirement = head->second.requirements.front();
    add_paragraph(lines, {Style::plain, fmt::format("{} ({})", requirement.text, requirement.id)},
                  options_.columns, 3);
  }
  std::string results =
      fmt::format("{}: {}", counted(cause.failed.size(), "test", "tests"), few_of(cause.failed));
  if (!cause.blocked.empty()) results += fmt::format("; {} blocked by it", cause.blocked.size());
  add_paragraph(lines, {Style::quiet, results}, options_.columns, 3);
  write(lines);
}

/// Scenarios blocked without any failure elsewhere that explains it.
void Console::write_blocked(const Closing& run) {
  std::vector<const RootCause*> causes;
  std::size_t results = 0;
  for (const auto& cause : run.root_causes) {
    if (!cause.failed.empty()) continue;
    causes.push_back(&cause);
    results += cause.blocked.size();
  }
  if (causes.empty()) return;
  section(fmt::format("{} blocked: a step before the one under test failed", results));
  for (std::size_t i = 0; i < std::min(causes.size(), max_causes); ++i) {
    std::vector<Line> lines;
    add_labelled(lines, fmt::format("{:>3}", causes[i]->blocked.size()), 5,
                 {Style::plain, causes[i]->headline}, options_.columns, 2);
    add_paragraph(lines, {Style::quiet, few_of(causes[i]->blocked)}, options_.columns, 7);
    write(lines);
  }
  if (causes.size() > max_causes) {
    write_paragraph(Style::strong, fmt::format("  … and {} more", causes.size() - max_causes));
  }
}

void Console::write_start(const Closing& run) {
  const auto found = failed_.find(run.start_with);
  if (found == failed_.end() || options_.verbose || found->second.verdict != Verdict::fail) return;
  section("start here");
  write_finding(found->second);
}

void Console::write_groups(Verdict verdict, Groups::Ids ids) {
  const auto found = groups_.find(verdict);
  if (found == groups_.end()) return;
  section(section_title(verdict, tally_.of(verdict), who_has(verdict)));
  write(found->second.lines(options_.columns, options_.verbose ? Groups::Ids::all : ids));
}

void Console::write_behaviours() {
  if (behaviours_.empty()) return;
  section("behaviour: what the protocol leaves open");
  constexpr std::size_t least_for_value = 22;
  std::size_t width = 0;
  for (const auto& [title, value] : behaviours_) width = std::max(width, columns(title) + 2);
  width = std::min(width, options_.columns - least_for_value);
  for (const auto& [title, value] : behaviours_) {
    std::vector<Line> lines;
    add_labelled(lines, cut(title, width - 1), width, {Style::plain, value}, options_.columns, 2);
    write(lines);
  }
}

void Console::write_known() {
  if (known_.empty()) return;
  section(counted(known_.size(), "known failure: it does not fail the run",
                  "known failures: they do not fail the run"));
  for (const auto& finding : known_) {
    std::vector<Line> lines;
    add_paragraph(lines, {Style::strong, finding.id}, options_.columns, 2, 2);
    add_paragraph(lines, {Style::plain, in_words(*finding.known)}, options_.columns, 4);
    write(lines);
  }
}

void Console::write_list(std::string_view title, Style style,
                         const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  section(title);
  for (const auto& text : texts) {
    std::vector<Line> lines;
    add_labelled(lines, "*", 2, {style, text}, options_.columns, 2);
    write(lines);
  }
}

void Console::write_conclusion(const Closing& run) {
  const std::size_t results = tally_.total();
  section("conclusion");
  const Style style = summary_.status() == RunSummary::Status::good  ? Style::good
                      : summary_.status() == RunSummary::Status::bad ? Style::bad
                                                                     : Style::strong;
  write_paragraph(style, in_capitals(summary_.title()));
  write_paragraph(Style::plain,
                  fmt::format("{} in {}, {}{}", counted(results, "result", "results"),
                              in_words(run.took), counted(run.exchanges, "exchange", "exchanges"),
                              results == 0 ? "" : ": " + tally_.words()));
  write_paragraph(Style::plain, summary_.server());
  if (run.stopped_early) {
    const std::string shortfall =
        expected_ == 0 ? ""
                       : fmt::format(" {} of {} came.", results,
                                     counted(expected_, "expected result", "expected results"));
    write_paragraph(Style::bad, fmt::format("Stopped early: {}.{}", *run.stopped_early, shortfall));
  }
  for (const auto& sentence : advice(run)) write_paragraph(Style::plain, sentence);
  write_paragraph(Style::plain, has_missing_files_
                                    ? "Exit status 3: not all files could be written."
                                    : summary_.gate());
}

std::vector<std::string> Console::advice(const Closing& run) const {
  std::vector<std::string> out;
  for (const auto& [id, finding] : failed_) {
    if (finding.verdict != Verdict::error) continue;
    out.push_back(fmt::format("{} is a bug in conform, not in the server: please report it.", id));
    break;
  }
  if (const auto text = summary_.untried(); !text.empty()) out.push_back(text);
  if (const auto first = failed_.find(run.start_with);
      first != failed_.end() && first->second.verdict == Verdict::fail) {
    out.push_back(fmt::format("Start with {}.", run.start_with));
  }
  if (tally_.of(Verdict::inconclusive) > 0) {
    out.emplace_back(
        "Run inconclusive tests again with fewer --jobs or a longer "
        "--timeout.");
  }
  return out;
}

void Console::draw_progress(std::string_view latest) {
  if (!options_.progress || expected_ == 0) return;
  std::string line = fmt::format("{}/{}", tally_.total(), expected_);
  if (const std::string troubles = tally_.words(false); !troubles.empty()) line += "  " + troubles;
  if (!latest.empty()) line.append("  ").append(latest);
  const std::string text = cut(line, options_.columns - 1);
  const std::size_t width = columns(text);
  out_ << '\r' << pad_right(text, progress_columns_);
  progress_columns_ = width;
}

void Console::erase_progress() {
  if (progress_columns_ == 0) return;
  out_ << '\r' << std::string(progress_columns_, ' ') << '\r';
  progress_columns_ = 0;
}

void Console::section(std::string_view title) {
  const std::string text = cut(fmt::format("-- {} ", title), options_.columns);
  const std::size_t used = columns(text);
  const std::size_t rest = used < options_.columns ? options_.columns - used : 0;
  blank_line();
  write({Style::strong, text + std::string(rest, '-')});
}

void Console::blank_line() {
  out_ << '\n';
}

void Console::write(const Line& line) {
  out_ << styled(line.style, without_commands(line.text)) << '\n';
}

void Console::write(const std::vector<Line>& lines) {
  for (const auto& line : lines) write(line);
}

void Console::write_paragraph(Style style, const std::string& text) {
  std::vector<Line> lines;
  add_paragraph(lines, {style, text}, options_.columns, 0);
  write(lines);
}

std::string Console::styled(Style style, std::string_view text) const {
  const auto code = escape_code(style);
  if (!options_.colour || code.empty() || text.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", code, text);
}

}  // namespace conform::reports
