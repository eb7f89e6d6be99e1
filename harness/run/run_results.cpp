#include "harness/run/run_results.hpp"

#include <algorithm>
#include <utility>

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

void RunResults::emit(Result result) {
  ++summary_[result.verdict];
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
  set_ranking(finished, root_causes_);
  finished.conclusion = conclusion_of(finished);
  emit_(finished);
  return finished;
}

}  // namespace conform
