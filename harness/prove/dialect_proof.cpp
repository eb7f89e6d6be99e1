#include "harness/prove/dialect_proof.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "fixtures/defects/dialect.hpp"
#include "harness/prove/trial_run.hpp"
#include "harness/run/reference_target.hpp"

namespace conform {
namespace {

DialectTrial try_dialect(const Selected& selected, std::uint64_t seed) {
  const auto dialect = defects::Dialect::random(seed);
  auto rules = repeatable_rules();
  dialect.apply(rules);
  auto found = run_simulated(std::move(rules), selected);
  const auto& decisions = dialect.decisions();
  const bool may_warn = std::any_of(decisions.begin(), decisions.end(),
                                    [](const auto& one) { return one.choice->against_should; });
  std::erase_if(found.failures,
                [&](const Result& result) { return may_warn && result.verdict == Verdict::warn; });
  return {.seed = seed,
          .decisions = dialect.text(),
          .failures = std::move(found.failures),
          .faults = std::move(found.faults),
          .blocked = found.blocked,
          .unusable = std::move(found.unusable)};
}

}  // namespace

std::vector<DialectTrial> try_dialects(const Selected& selected, std::size_t count,
                                       const std::function<void(std::size_t done)>& on_trial) {
  std::vector<DialectTrial> trials(count);
  std::mutex reporting;
  std::size_t done = 0;
  on_all_cores(count, [&](std::size_t i) {
    trials[i] = try_dialect(selected, i + 1);
    const std::lock_guard lock(reporting);
    on_trial(++done);
  });
  return trials;
}

}  // namespace conform
