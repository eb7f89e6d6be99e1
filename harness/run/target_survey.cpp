#include "harness/run/target_survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace conform {
namespace {

/// Those of the first that are also in the second, or all of the first if there are none.
std::vector<std::string> in_both(const std::vector<std::string>& first,
                                 const std::vector<std::string>& second) {
  std::vector<std::string> both;
  std::copy_if(first.begin(), first.end(), std::back_inserter(both), [&](const auto& one) {
    return std::find(second.begin(), second.end(), one) != second.end();
  });
  return both.empty() ? first : both;
}

}  // namespace

Expected<Findings, std::string> TargetSurvey::make() {
  ProbeOptions probe_options{.word = fmt::format("conform-{}-probe", options_.run_id),
                             .time_limit = options_.time_limit,
                             .lacks = options_.lacks,
                             .should_stop = [this] { return stop_.stopped(); }};
  std::vector<std::string> suspects;
  while (true) {
    auto findings = probe(transport_, target_, probe_options);
    if (!findings) return findings;
    std::move(findings->created.begin(), findings->created.end(), std::back_inserter(created_));
    if (!findings->death || stop_.stopped()) return findings;
    suspects = in_both(findings->death->capabilities, suspects);
    const auto how = note_death(*findings->death, probe_options.one_by_one);
    if (probe_options.one_by_one && suspects.empty()) {
      stop_.stop(fmt::format("the server is gone: {}, for every request", how));
      return findings;
    }
    if (!health_.restart(how)) return findings;
    if (probe_options.one_by_one) {
      probe_options.harmful.insert(probe_options.harmful.end(), suspects.begin(), suspects.end());
    }
    probe_options.one_by_one = true;
    // The server may have persisted what was created before.
    probe_options.word += "-again";
  }
}

std::string TargetSurvey::note_death(ProbeDeath death, bool one_by_one) {
  auto how = health_.exit_description(death.problem);
  for (auto& exchange : death.under_way) exchange.scenario = "the probe";
  const bool alone = one_by_one && !death.under_way.empty();
  const bool by_deletion =
      std::any_of(death.under_way.begin(), death.under_way.end(),
                  [](const Exchange& one) { return one.request.method == "DELETE"; });
  if (alone && by_deletion) died_of_deletion_ = true;
  health_.deaths().add({how, std::move(death.under_way), alone, std::move(death.creations)});
  return how;
}

}  // namespace conform
