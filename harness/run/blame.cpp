#include "harness/run/blame.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace conform {
namespace {

/// Forks, live reads and subscriptions show what is wrong with plain streams as well.
constexpr double consequence = 0.8;

bool builds_on_others(std::string_view requirement) {
  constexpr std::array sections{"4.2/", "5.7/", "5.8/", "6", "7"};
  return std::any_of(sections.begin(), sections.end(),
                     [&](std::string_view section) { return requirement.starts_with(section); });
}

/// What a witness that saw the promise kept takes from those who saw it broken.
constexpr double contradiction = 2.0;

}  // namespace

void Blame::add(const Result& result) {
  const bool accuses = result.verdict == Verdict::fail || result.verdict == Verdict::warn;
  if (!accuses && result.verdict != Verdict::pass) return;
  for (const auto& requirement : result.requirements) {
    auto& witness = witnesses_[requirement][result.id.substr(0, result.id.find('['))];
    witness = witness || accuses;
  }
  if (accuses) accusations_.push_back({result.id, result.verdict, result.requirements});
}

double Blame::weight(const Accusation& accusation) const {
  double best = 0;
  for (const auto& requirement : accusation.requirements) {
    const auto& witnesses = witnesses_.find(requirement)->second;
    const auto all = static_cast<double>(witnesses.size());
    const auto accusing = static_cast<double>(std::count_if(
        witnesses.begin(), witnesses.end(), [](const auto& witness) { return witness.second; }));
    // One more than there are, so that a single witness weighs less than many that agree.
    const auto weight = (accusing - contradiction * (all - accusing)) / (all + 1);
    best = std::max(best, builds_on_others(requirement) ? weight * consequence : weight);
  }
  // Who is about one promise knows which one is broken.
  return best / static_cast<double>(accusation.requirements.size());
}

std::string Blame::start_with() const {
  const Accusation* first = nullptr;
  for (const auto& one : accusations_) {
    const bool heavier = first == nullptr || std::pair(one.verdict, weight(one)) >
                                                 std::pair(first->verdict, weight(*first));
    if (heavier) first = &one;
  }
  return first == nullptr ? std::string() : first->id;
}

}  // namespace conform
