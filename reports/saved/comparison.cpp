#include "reports/saved/comparison.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>

#include "harness/http/timestamp.hpp"
#include "reports/run_summary.hpp"
#include "reports/text/clean.hpp"
#include "reports/text/explanation.hpp"

namespace conform::reports {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t width = 80;
constexpr std::size_t max_shown = 200;

std::map<std::string, const Finding*> by_id(const Run& run) {
  std::map<std::string, const Finding*> out;
  for (const auto& finding : run.findings) out[finding.id] = &finding;
  return out;
}

std::string_view word_of(const Run& run) {
  RunSummary summary;
  emit(run, [&](const Entry& entry) { summary.on(entry); });
  return summary.word();
}

// ---- text ---------------------------------------------------------------------------------------

void add_run(std::vector<Line>& lines, std::string_view label, const SavedRun& saved) {
  const auto& [opening, findings, behaviours, closing] = saved.run;
  std::string text = fmt::format("{}: {}, {}, {}", clean_line(saved.path), opening.target,
                                 http::rfc3339(opening.at), word_of(saved.run));
  if (closing.stopped_early) text += fmt::format(", stopped early: {}", *closing.stopped_early);
  add_labelled(lines, label, 5, {Style::plain, text}, width, 0);
}

std::string because(const Change& change) {
  return change.message.empty() ? "" : ": " + change.message;
}

void add_section(std::vector<Line>& lines, std::string_view title,
                 const std::vector<Change>& changes,
                 const std::function<std::string(const Change&)>& words) {
  if (changes.empty()) return;
  lines.push_back({});
  lines.push_back({Style::strong, fmt::format("{} ({})", title, changes.size())});
  for (std::size_t i = 0; i < changes.size() && i < max_shown; ++i) {
    add_paragraph(lines, {Style::plain, words(changes[i])}, width, 2, 4);
  }
  if (changes.size() > max_shown) {
    add_paragraph(lines, {Style::plain, fmt::format("… and {} more", changes.size() - max_shown)},
                  width, 2);
  }
}

// ---- JSON ---------------------------------------------------------------------------------------

ordered_json run_json(const SavedRun& saved) {
  return {{"target", saved.run.opening.target},
          {"started", http::rfc3339(saved.run.opening.at)},
          {"conclusion", word_of(saved.run)}};
}

ordered_json changes_json(const std::vector<Change>& changes, bool was, bool is) {
  auto out = ordered_json::array();
  for (const auto& change : changes) {
    ordered_json one{{"id", change.id}};
    if (was) one["old"] = to_string(change.before);
    if (is) {
      one["new"] = to_string(change.after);
      one["message"] = change.message;
    }
    out.push_back(std::move(one));
  }
  return out;
}

bool is_judged(Verdict verdict) {
  return verdict == Verdict::pass || verdict == Verdict::warn || is_violation(verdict);
}

/// What is no longer judged is neither better nor worse; but what passed before and is now skipped
/// is a regression.
std::vector<Change>& list_for(const Change& change, Comparison& comparison) {
  const bool was_passing = change.before == Verdict::pass || change.before == Verdict::warn;
  if (change.after == Verdict::skip && was_passing) return comparison.worse;
  if (!is_judged(change.after)) return comparison.unclear;
  const bool worse = is_violation(change.after) ||
                     (change.after == Verdict::warn && change.before < Verdict::warn);
  return worse ? comparison.worse : comparison.better;
}

}  // namespace

Comparison compare(const Run& before, const Run& after) {
  const auto old = by_id(before);
  const auto now = by_id(after);
  Comparison out;
  for (const auto& [id, finding] : now) {
    const auto was = old.find(id);
    if (was == old.end()) {
      out.appeared.push_back({id, Verdict::pass, finding->verdict, finding->message});
      continue;
    }
    const Change change{id, was->second->verdict, finding->verdict, finding->message};
    if (change.before == change.after) {
      ++out.same;
    } else {
      list_for(change, out).push_back(change);
    }
  }
  for (const auto& [id, finding] : old) {
    if (!now.contains(id)) out.gone.push_back({id, finding->verdict, Verdict::pass, ""});
  }
  return out;
}

std::string comparison_text(const SavedRun& before, const SavedRun& after,
                            const Comparison& comparison) {
  std::vector<Line> lines;
  add_run(lines, "old", before);
  add_run(lines, "new", after);
  const auto changed = [](const Change& one) {
    return fmt::format("{}  {}, was {}{}", one.id, to_string(one.after), to_string(one.before),
                       because(one));
  };
  add_section(lines, "worse", comparison.worse, changed);
  add_section(lines, "better", comparison.better, changed);
  add_section(lines, "not tested now", comparison.unclear, changed);
  add_section(lines, "new", comparison.appeared, [](const Change& one) {
    return fmt::format("{}  {}{}", one.id, to_string(one.after), because(one));
  });
  add_section(lines, "gone", comparison.gone, [](const Change& one) {
    return fmt::format("{}  was {}", one.id, to_string(one.before));
  });
  lines.push_back({});
  lines.push_back(
      {Style::strong,
       fmt::format("{} worse, {} better, {} not tested now, {} new, {} gone, {} "
                   "the same",
                   comparison.worse.size(), comparison.better.size(), comparison.unclear.size(),
                   comparison.appeared.size(), comparison.gone.size(), comparison.same)});
  std::string out;
  for (const auto& line : lines) out += without_commands(line.text) + '\n';
  return out;
}

std::string comparison_json(const SavedRun& before, const SavedRun& after,
                            const Comparison& comparison) {
  const ordered_json document{{"old", run_json(before)},
                              {"new", run_json(after)},
                              {"worse", changes_json(comparison.worse, true, true)},
                              {"better", changes_json(comparison.better, true, true)},
                              {"unclear", changes_json(comparison.unclear, true, true)},
                              {"appeared", changes_json(comparison.appeared, false, true)},
                              {"gone", changes_json(comparison.gone, true, false)},
                              {"same", comparison.same}};
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace conform::reports
