#include "harness/gate/gate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace conform {
namespace {

/// The suite of the judge's rules.
constexpr std::string_view judge_suite = "judge";

bool is_undecided(Verdict verdict) {
  return verdict == Verdict::skip || verdict == Verdict::inconclusive || verdict == Verdict::error;
}

/// Results that a baseline can excuse. A blocked scenario is waiting for a failure that may be
/// known too.
bool can_be_known(Verdict verdict) {
  return is_violation(verdict) || verdict == Verdict::warn || verdict == Verdict::blocked;
}

std::vector<std::string> occasions_of(const Result& result) {
  std::vector<std::string> ids;
  if (result.suite != judge_suite || !result.evidence) return ids;
  for (const auto& exchange : result.evidence->exchanges) {
    if (exchange.scenario.empty()) continue;
    if (std::find(ids.begin(), ids.end(), exchange.scenario) == ids.end()) {
      ids.push_back(exchange.scenario);
    }
  }
  return ids;
}

}  // namespace

bool Gate::is_broken(const Result& result) const {
  return is_violation(result.verdict) || (result.verdict == Verdict::warn && options_.should_fails);
}

const BaselineEntry* Gate::excuse_of(const Result& result) const {
  if (!can_be_known(result.verdict)) return nullptr;
  const auto* entry = options_.baseline.find(result.id);
  const bool counts = entry != nullptr && (!entry->until || today_ <= *entry->until);
  return counts ? entry : nullptr;
}

bool Gate::fails(const Result& result) const {
  return is_broken(result) && excuse_of(result) == nullptr;
}

const GateRecord* Gate::record_of(const std::string& id) const {
  const auto found = std::find_if(records_.begin(), records_.end(),
                                  [&](const GateRecord& record) { return record.id == id; });
  return found == records_.end() ? nullptr : &*found;
}

void Gate::on(const Event& event) {
  if (const auto* started = std::get_if<RunStarted>(&event)) {
    today_ = std::chrono::floor<std::chrono::days>(started->at);
    RunStarted opening = *started;
    opening.shard = options_.shard;
    opening.available = options_.available;
    next_(opening);
  } else if (const auto* reached = std::get_if<ResultReached>(&event)) {
    take(reached->result);
  } else if (const auto* finished = std::get_if<RunFinished>(&event)) {
    next_(judged(*finished));
  } else {
    next_(event);
  }
}

void Gate::take(Result result) {
  const bool run_fails = fails(result);
  records_.push_back({result.id, result.verdict, run_fails, is_broken(result),
                      result.suite == judge_suite, occasions_of(result)});
  if (const auto* entry = excuse_of(result)) {
    result.known = Known{entry->reason, entry->until ? date_text(*entry->until) : ""};
    ++weighed_[Verdict::pass];
  } else {
    ++weighed_[run_fails ? Verdict::fail : result.verdict];
    root_causes_.add(result);
  }
  next_(ResultReached{std::move(result)});
}

bool Gate::is_stale(const GateRecord& record) const {
  if (record.verdict != Verdict::pass) return false;
  const bool could_occur = options_.whole && options_.shard.of == 1 && !stopped_;
  return could_occur || !record.is_rule;
}

std::vector<std::string> Gate::objections() const {
  std::vector<std::string> found;
  for (const auto& entry : options_.baseline.entries) {
    const auto* record = record_of(entry.id);
    if (record == nullptr) continue;
    const auto place = options_.baseline.place_of(entry);
    if (is_stale(*record)) {
      if (entry.sometimes) continue;
      found.push_back(fmt::format("outdated: {} passes; remove it from {}", entry.id, place));
    } else if (record->fails) {
      found.push_back(fmt::format("expired: {} still fails; {} allowed it until {}", entry.id,
                                  place, date_text(*entry.until)));
    } else if (record->verdict == Verdict::blocked && entry.until && *entry.until < today_) {
      found.push_back(fmt::format("expired: {} is still blocked; {} allowed it until {}", entry.id,
                                  place, date_text(*entry.until)));
    }
  }
  return found;
}

std::optional<std::string> Gate::unfollowed_shoulds(const RunFinished& finished) const {
  const auto failed = weighed_.find(Verdict::fail);
  const bool breaks_must =
      finished.summary.contains(Verdict::fail) || finished.summary.contains(Verdict::unstable);
  if (failed == weighed_.end() || breaks_must) return std::nullopt;
  return fmt::format("--fail-on should: {} SHOULDs are not followed", failed->second);
}

std::optional<std::string> Gate::undecided() const {
  std::vector<std::string> ids;
  for (const auto& entry : options_.baseline.entries) {
    const auto* record = record_of(entry.id);
    if (record == nullptr || !is_undecided(record->verdict)) continue;
    ids.push_back(fmt::format("{} ({})", entry.id, to_string(record->verdict)));
  }
  if (ids.empty()) return std::nullopt;
  return fmt::format("known failures in {} that could not be tested: {}", options_.baseline.path,
                     fmt::join(ids, ", "));
}

Conclusion Gate::conclusion_of(RunFinished finished) const {
  if (!finished.objections.empty()) return Conclusion::violations;
  finished.summary = weighed_;
  const auto conclusion = conform::conclusion_of(finished);
  // A shard may be empty if there are more shards than scenarios.
  const bool may_be_empty = options_.shard.of > 1;
  return conclusion == Conclusion::nothing_run && may_be_empty ? Conclusion::conformant
                                                               : conclusion;
}

RunFinished Gate::judged(RunFinished finished) {
  stopped_ = finished.stopped_early.has_value();
  set_ranking(finished, root_causes_);
  const auto add_notes = [&](const std::vector<std::string>& notes) {
    finished.notes.insert(finished.notes.end(), notes.begin(), notes.end());
  };
  add_notes(options_.notes);
  if (const auto note = undecided()) finished.notes.push_back(*note);
  const auto objected = objections();
  finished.objections.insert(finished.objections.end(), objected.begin(), objected.end());
  if (const auto objection = unfollowed_shoulds(finished)) {
    finished.objections.push_back(*objection);
  }
  finished.conclusion = conclusion_of(finished);
  if (options_.last_notes) {
    add_notes(options_.last_notes(finished.conclusion != Conclusion::conformant));
  }
  return finished;
}

std::vector<BaselineEntry> Gate::new_baseline() const {
  std::vector<BaselineEntry> entries;
  for (const auto& entry : options_.baseline.entries) {
    const auto* record = record_of(entry.id);
    const bool stale = record != nullptr && is_stale(*record) && !entry.sometimes;
    if (!stale) entries.push_back(entry);
  }
  for (const auto& record : records_) {
    const bool blocked = record.verdict == Verdict::blocked;
    if ((!record.broken && !blocked) || options_.baseline.find(record.id) != nullptr) continue;
    entries.push_back({record.id, blocked ? "blocked by another failure" : "not explained yet"});
  }
  return entries;
}

}  // namespace conform
