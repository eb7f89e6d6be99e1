#include "reports/formats/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/html/page.hpp"
#include "reports/text/clean.hpp"
#include "reports/text/explanation.hpp"
#include "reports/text/time_text.hpp"

namespace conform::reports {
namespace {

constexpr std::size_t max_finding_bytes = 64'000;
constexpr std::size_t table_columns = 100;

std::size_t longest_run_of_backticks(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

/// A code span, in which the text is not interpreted.
std::string code(std::string_view text) {
  if (text.empty()) return "(nothing)";
  const std::string marks(longest_run_of_backticks(text) + 1, '`');
  // Spaces separate backticks in the text from the delimiters; they are not rendered.
  return fmt::format("{} {} {}", marks, text, marks);
}

std::string fence(std::string_view text, std::string_view language) {
  const std::string marks(std::max<std::size_t>(longest_run_of_backticks(text) + 1, 3), '`');
  return fmt::format("{}{}\n{}\n{}\n\n", marks, language, without_commands(text), marks);
}

std::string text_of(const std::vector<Line>& lines) {
  std::string out;
  for (const auto& line : lines) out += (out.empty() ? "" : "\n") + line.text;
  return out;
}

/// The summary is HTML, in which code is not interpreted as Markdown and not searched for mentions.
std::string folded(std::string_view mark, std::string_view label, std::string_view inside) {
  return fmt::format("<details><summary>{} <code>{}</code></summary>\n\n{}</details>\n\n", mark,
                     escape_html(label), inside);
}

std::string exchanges(const Finding& finding) {
  std::string out;
  for (const auto& exchange : finding.exchanges) {
    if (!out.empty()) out += "\n\n";
    out += fmt::format("{}", fmt::join(exchange, "\n"));
  }
  return out.empty() ? "" : "Requests and responses:\n\n" + fence(out, "text");
}

std::string inside_of(const Finding& finding) {
  const std::string words = fence(text_of(explain_briefly(finding, no_wrapping)), "text");
  const std::string curl =
      finding.curl.empty()
          ? ""
          : "Reproduce:\n\n" + fence(fmt::format("{}", fmt::join(finding.curl, "\n")), "sh");
  std::string all = words + exchanges(finding) + curl;
  return all.size() <= max_finding_bytes ? all
                                         : words + "The exchanges are in the other reports.\n\n";
}

std::string section_title(Verdict verdict, std::size_t count) {
  switch (verdict) {
    case Verdict::error:
      return counted(count, "fault", "faults") + " of conform itself";
    case Verdict::fail:
      return counted(count, "failure", "failures");
    case Verdict::warn:
      return counted(count, "warning", "warnings");
    case Verdict::skip:
      return fmt::format("{} skipped", count);
    case Verdict::pass:
    case Verdict::blocked:
    case Verdict::inconclusive:
    case Verdict::unstable:
      break;
  }
  return fmt::format("{} {}", count, to_string(verdict));
}

std::string table_of(const Tally& tally) {
  std::string names = "|";
  std::string rule = "|";
  std::string counts = "|";
  const auto add = [&](std::string_view name, std::size_t count) {
    if (count == 0) return;
    names += fmt::format(" {} |", name);
    rule += "---:|";
    counts += fmt::format(" {} |", count);
  };
  for (const Verdict verdict : all_verdicts) add(to_string(verdict), tally.of(verdict));
  add("known", tally.known());
  return tally.total() == 0 ? "" : fmt::format("{}\n{}\n{}\n\n", names, rule, counts);
}

std::string list_of(std::string_view title, const std::vector<std::string>& texts) {
  if (texts.empty()) return "";
  return fmt::format("### {}\n\n", title) +
         fence(fmt::format("{}", fmt::join(texts, "\n")), "text");
}

}  // namespace

class Markdown::Bounded {
 public:
  /// If it does not fit, nothing is added, and the result is false.
  bool add(const std::string& piece) {
    if (text_.size() + piece.size() > max_markdown_bytes - reserved_bytes) return false;
    text_ += piece;
    return true;
  }
  /// For one or two sentences written by us.
  void add_final_sentence(const std::string& words) {
    if (text_.size() + words.size() <= max_markdown_bytes) text_ += words;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  static constexpr std::size_t reserved_bytes = 10'000;

  std::string text_;
};

void Markdown::on(const Entry& entry) {
  summary_.on(entry);
  if (const auto* run = std::get_if<Opening>(&entry)) opening_ = *run;
  if (const auto* finding = std::get_if<Finding>(&entry)) add(*finding);
  if (const auto* run = std::get_if<Closing>(&entry)) closing_ = *run;
}

void Markdown::add(const Finding& finding) {
  tally_.add(finding);
  suites_.add(finding);
  if (is_known(finding)) return known_.push_back(finding);
  switch (finding.verdict) {
    case Verdict::pass:
      break;
    case Verdict::error:
    case Verdict::fail:
    case Verdict::unstable:
    case Verdict::warn:
      failures_[finding.verdict].push_back(finding);
      break;
    case Verdict::blocked:
    case Verdict::inconclusive:
    case Verdict::skip:
      groups_[finding.verdict].add(finding.message, finding.id);
      break;
  }
}

std::string Markdown::text() const {
  Bounded out;
  out.add(heading());
  out.add(list_of("Objections", closing_.objections));
  out.add(table_of(tally_));
  write_causes(out);
  for (const Verdict verdict : {Verdict::fail, Verdict::unstable, Verdict::error, Verdict::warn}) {
    write_findings(out, verdict);
  }
  write_known(out);
  for (const Verdict verdict : {Verdict::blocked, Verdict::inconclusive, Verdict::skip}) {
    write_groups(out, verdict);
  }
  out.add(list_of("Notes", closing_.notes));
  if (tally_.total() > 0) {
    out.add("<details><summary>Suites</summary>\n\n" +
            fence(text_of(suites_.lines(table_columns)), "text") + "</details>\n");
  }
  return out.text();
}

std::string Markdown::heading() const {
  std::string out = fmt::format("## {}\n\n{}\n\n{}\n\n", summary_.title(), code(opening_.target),
                                summary_.server());
  if (closing_.stopped_early) {
    out += fmt::format("Stopped early: {}\n\n", code(*closing_.stopped_early));
  }
  out += fmt::format("{} in {}, {}.", counted(tally_.total(), "result", "results"),
                     in_words(closing_.took), counted(closing_.exchanges, "exchange", "exchanges"));
  if (!closing_.start_with.empty() && failures_.contains(Verdict::fail)) {
    out += fmt::format(" Start with {}.", code(closing_.start_with));
  }
  out += fmt::format("\n\n{}", summary_.gate());
  if (const auto untried = summary_.untried(); !untried.empty()) out += " " + untried;
  return out + "\n\n";
}

void Markdown::write_causes(Bounded& out) const {
  constexpr std::size_t most = 30;
  constexpr std::size_t max_named = 20;
  std::size_t shown = 0;
  for (const auto& cause : closing_.root_causes) {
    if (cause.failed.empty() || shown == most) continue;
    if (shown == 0 && !out.add("### Root causes, most serious first\n\n")) return;
    const auto named = std::min(cause.failed.size(), max_named);
    std::string ids = fmt::format(
        "{}", fmt::join(cause.failed.begin(),
                        cause.failed.begin() + static_cast<std::ptrdiff_t>(named), "\n"));
    if (named < cause.failed.size()) {
      ids += fmt::format("\nand {} more", cause.failed.size() - named);
    }
    std::string label =
        fmt::format("{}: {}", counted(cause.failed.size(), "test", "tests"), cause.headline);
    if (!cause.blocked.empty()) label += fmt::format(" ({} blocked by it)", cause.blocked.size());
    if (!out.add(folded(to_string(cause.verdict), label, fence(ids, "text")))) return;
    ++shown;
  }
}

void Markdown::write_findings(Bounded& out, Verdict verdict) const {
  const auto found = failures_.find(verdict);
  if (found == failures_.end()) return;
  const auto& findings = found->second;
  std::size_t shown = 0;
  if (!out.add(fmt::format("### {}\n\n", section_title(verdict, findings.size())))) return;
  for (const auto& finding : findings) {
    if (!out.add(folded(to_string(verdict), finding.id, inside_of(finding)))) break;
    ++shown;
  }
  if (shown < findings.size()) {
    out.add_final_sentence(
        fmt::format("… and {} more, which do not fit here: see the other "
                    "reports.\n\n",
                    findings.size() - shown));
  }
}

void Markdown::write_known(Bounded& out) const {
  if (known_.empty()) return;
  if (!out.add(
          fmt::format("### {}\n\n", counted(known_.size(), "known failure", "known failures")))) {
    return;
  }
  for (const auto& finding : known_) {
    const std::string inside = fence(in_words(*finding.known), "text") + inside_of(finding);
    if (!out.add(folded("known", finding.id, inside))) break;
  }
}

void Markdown::write_groups(Bounded& out, Verdict verdict) const {
  const auto found = groups_.find(verdict);
  if (found == groups_.end()) return;
  const auto lines = found->second.lines(no_wrapping, Groups::Ids::few);
  out.add(fmt::format("<details><summary>{}</summary>\n\n{}</details>\n\n",
                      section_title(verdict, tally_.of(verdict)), fence(text_of(lines), "text")));
}

}  // namespace conform::reports
