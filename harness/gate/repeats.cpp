#include "harness/gate/repeats.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace conform {

void Repeats::on(const Event& event) {
  if (const auto* started = std::get_if<RunStarted>(&event)) {
    start(*started);
  } else if (const auto* reached = std::get_if<ResultReached>(&event)) {
    take(reached->result);
  } else if (const auto* observed = std::get_if<BehaviourObserved>(&event)) {
    take(*observed);
  } else if (const auto* finished = std::get_if<RunFinished>(&event)) {
    end(*finished);
  }
}

void Repeats::start(const RunStarted& started) {
  if (ended_ > 0) return;
  next_(started);
}

void Repeats::take(const Result& result) {
  const auto [found, is_new] = tallies_.try_emplace(result.id);
  Tally& tally = found->second;
  if (is_new) order_.push_back(result.id);
  if (is_new || result.verdict > tally.worst.verdict) tally.worst = result;
  ++tally.counts[result.verdict];
  if (ended_ + 1 == times_) emit(tally);
}

void Repeats::take(const BehaviourObserved& observed) {
  auto& occurrences = behaviours_.try_emplace(observed.id, Occurrences{observed, {}}).first->second;
  const auto same = std::find_if(occurrences.values.begin(), occurrences.values.end(),
                                 [&](const auto& value) { return value.first == observed.value; });
  if (same != occurrences.values.end()) {
    ++same->second;
  } else {
    occurrences.values.emplace_back(observed.value, 1);
  }
}

void Repeats::end(const RunFinished& finished) {
  ++ended_;
  total_.at = finished.at;
  total_.took += finished.took;
  total_.exchanges += finished.exchanges;
  total_.stopped_early = finished.stopped_early;
  for (const auto& note : finished.notes) total_.notes.push_back(note);
  if (ended_ < times_ && !finished.stopped_early) return;
  if (finished.stopped_early && ended_ < times_) {
    total_.stopped_early =
        fmt::format("{}, in run {} of {}", *finished.stopped_early, ended_, times_);
  }
  emit_all();
}

void Repeats::stop(const std::string& why) {
  total_.stopped_early = fmt::format("run {} of {} could not be done: {}", ended_ + 1, times_, why);
  emit_all();
}

std::string Repeats::frequency(const Tally& tally) const {
  std::size_t all = 0;
  for (const auto& [verdict, count] : tally.counts) all += count;
  if (tally.counts.size() == 1) {
    return all == 1 ? std::string() : fmt::format("in each of {} runs", all);
  }
  std::vector<std::string> others;
  for (const auto& [verdict, count] : tally.counts) {
    if (verdict == tally.worst.verdict) continue;
    others.push_back(fmt::format("{} in {}", to_string(verdict), count));
  }
  return fmt::format("flaky: {} in {} of {} runs, {}", to_string(tally.worst.verdict),
                     tally.counts.at(tally.worst.verdict), all, fmt::join(others, ", "));
}

void Repeats::emit(Tally& tally) {
  if (std::exchange(tally.emitted, true)) return;
  Result result = tally.worst;
  ++summary_[result.verdict];
  const auto how_often = frequency(tally);
  if (result.verdict != Verdict::pass && !how_often.empty()) {
    result.message =
        result.message.empty() ? how_often : fmt::format("{}: {}", how_often, result.message);
  }
  next_(ResultReached{std::move(result)});
}

std::vector<std::string> Repeats::flaky() const {
  std::vector<std::string> ids;
  for (const auto& id : order_) {
    if (tallies_.at(id).counts.size() > 1) ids.push_back(id);
  }
  return ids;
}

void Repeats::emit_all() {
  over_ = true;
  for (const auto& id : order_) emit(tallies_.at(id));
  for (auto& [id, occurrences] : behaviours_) {
    BehaviourObserved total = occurrences.first;
    if (occurrences.values.size() > 1) {
      std::vector<std::string> parts;
      for (const auto& [value, count] : occurrences.values) {
        parts.push_back(fmt::format("{} (in {})", value, count));
      }
      total.value = fmt::format("{}", fmt::join(parts, "; "));
    }
    next_(total);
  }
  total_.observations = behaviours_.size();
  total_.summary = summary_;
  const auto ids = flaky();
  total_.notes.push_back(ids.empty()
                             ? fmt::format("{} runs, all with the same results", ended_)
                             : fmt::format("flaky, with different results in different runs: {}",
                                           fmt::join(ids, ", ")));
  total_.conclusion = conclusion_of(total_);
  next_(total_);
}

}  // namespace conform
