#include "harness/run/blame.hpp"

#include <algorithm>

namespace conform {
namespace {

/// What a witness that saw the promise kept takes from those who saw it broken.
constexpr double contradiction = 2.0;

}  // namespace

void Blame::add(const Result& result) {
  const bool accuses = result.verdict == Verdict::fail || result.verdict == Verdict::warn;
  if (!accuses && result.verdict != Verdict::pass) return;
  for (const auto& requirement : result.requirements) {
    auto& witnesses = witnesses_[requirement];
    ++witnesses.all;
    if (accuses) ++witnesses.accusing;
  }
  if (accuses) accusations_.push_back({result.id, result.verdict, result.requirements});
}

double Blame::weight(const Accusation& accusation) const {
  double best = 0;
  for (const auto& requirement : accusation.requirements) {
    const auto& witnesses = witnesses_.find(requirement)->second;
    const auto all = static_cast<double>(witnesses.all);
    const auto accusing = static_cast<double>(witnesses.accusing);
    // One more than there are, so that a single witness weighs less than many that agree.
    best = std::max(best, (accusing - contradiction * (all - accusing)) / (all + 1));
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
