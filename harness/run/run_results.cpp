#include "harness/run/run_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/run/kept_exchange.hpp"
#include "harness/run/limits.hpp"

namespace conform {

void RunResults::conclude(Result result, const Scenario& scenario, bool may_stop) {
  for (auto& one : prerequisites_.settle(std::move(result), scenario)) {
    may_stop ? deliver(std::move(one)) : emit(std::move(one));
  }
}

void RunResults::conclude_rest() {
  for (auto& result : prerequisites_.rest()) deliver(std::move(result));
}

void RunResults::deliver(Result result) {
  auto why = options_.stop_after && !stop_.stopped() ? options_.stop_after(result) : std::nullopt;
  emit(std::move(result));
  if (why) stop_.stop(*std::move(why));
}

/// A server that is wrong everywhere shows it in the first results.
void RunResults::limit_evidence(Result& result) {
  if (!result.evidence) return;
  std::size_t bytes = 0;
  for (const auto& exchange : result.evidence->exchanges) bytes += weight_of(exchange);
  if (evidence_bytes_ + bytes <= limits::evidence_bytes) {
    evidence_bytes_ += bytes;
    return;
  }
  result.evidence->exchanges.clear();
  ++without_exchanges_;
}

void RunResults::emit(Result result) {
  ++summary_[result.verdict];
  limit_evidence(result);
  result.harm = harm_of(result);
  root_causes_.add(result);
  emit_(ResultReached{std::move(result)});
}

void RunResults::observed(const Scenario& scenario, std::string value) {
  ++observations_;
  emit_(BehaviourObserved{scenario.id, scenario.title, std::move(value)});
}

Harm RunResults::harm_of(const Result& result) const {
  Harm gravest = result.harm;
  for (const auto& requirement : result.requirements) {
    const auto found = harms_.find(requirement);
    if (found != harms_.end()) gravest = std::max(gravest, found->second);
  }
  return gravest;
}

RunFinished RunResults::finish(RunFinished finished) {
  finished.summary = summary_;
  finished.observations = observations_;
  finished.stopped_early = stop_.why();
  if (without_exchanges_ > 0) {
    finished.notes.push_back(
        fmt::format("{} results are shown without their exchanges: those of the others are large, "
                    "and memory is limited (--memory)",
                    without_exchanges_));
  }
  set_ranking(finished, root_causes_);
  finished.conclusion = conclusion_of(finished);
  emit_(finished);
  return finished;
}

}  // namespace conform
