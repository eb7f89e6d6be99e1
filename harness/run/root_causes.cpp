#include "harness/run/root_causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

#include "harness/judge/quote.hpp"

namespace conform {
namespace {

/// Forks, live reads and subscriptions show what is wrong with plain streams as well.
constexpr double consequence = 0.8;

bool builds_on_others(std::string_view requirement) {
  constexpr std::array sections{"4.2/", "5.7/", "5.8/", "6", "7"};
  return std::any_of(sections.begin(), sections.end(),
                     [&](std::string_view section) { return requirement.starts_with(section); });
}

/// What a witness that saw the requirement kept takes from those who saw it broken.
constexpr double contradiction = 2.0;

constexpr int first_server_error = 500;

bool has_failed(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::warn;
}

/// What two results share whose causes are one; empty where an observation is too common to say so.
std::string signature(const Observation& seen) {
  if (seen.aspect == Aspect::outage) return "outage";
  if (seen.aspect == Aspect::header && seen.missing) return "no " + seen.name;
  if (seen.status >= first_server_error) {
    return fmt::format("{} {} {}", seen.method, seen.status, seen.text);
  }
  return {};
}

/// The same for steps that only prepare: whatever stopped one of them stopped the others.
std::string preparing_signature(const Observation& seen) {
  const auto common = signature(seen);
  if (!common.empty()) return common;
  return fmt::format("{} {} {}", seen.method, seen.status, seen.text);
}

/// Sets of things by number that grow together.
class Sets {
 public:
  explicit Sets(std::size_t count) : parents_(count) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }
  std::size_t of(std::size_t one) {
    while (parents_[one] != one) one = parents_[one] = parents_[parents_[one]];
    return one;
  }
  void join(std::size_t one, std::size_t other) { parents_[of(one)] = of(other); }

 private:
  std::vector<std::size_t> parents_;
};

std::string headline_of(const Observation& seen, const std::string& difference) {
  const std::string request = seen.method.empty() ? "" : seen.method + " ";
  if (seen.aspect == Aspect::header && seen.missing) {
    return fmt::format("{}answered {} without {}", request, seen.status, seen.name);
  }
  if (seen.status >= first_server_error) {
    const auto text = seen.text.empty() ? "" : fmt::format(", {}", quote(seen.text));
    return fmt::format("{}answered {}{}", request, seen.status, text);
  }
  if (seen.status == 0) return difference;
  return fmt::format("{}answered {}: {}", request, seen.status, difference);
}

}  // namespace

void RootCauses::add(const Result& result) {
  const bool failed = has_failed(result.verdict);
  if (failed || result.verdict == Verdict::pass) {
    for (const auto& requirement : result.requirements) {
      auto& witness = witnesses_[requirement][result.id.substr(0, result.id.find('['))];
      witness = witness || failed;
    }
  }
  if (!failed && result.verdict != Verdict::blocked) return;
  const auto difference =
      result.evidence
          ? fmt::format("expected {}, got {}", result.evidence->expected, result.evidence->got)
          : result.message;
  entries_.insert_or_assign(result.id, Entry{result.id, result.verdict, result.level, result.harm,
                                             result.requirements, result.observations, difference});
}

double RootCauses::weight(const Entry& entry) const {
  double best = 0;
  for (const auto& requirement : entry.requirements) {
    const auto& witnesses = witnesses_.find(requirement)->second;
    const auto all = static_cast<double>(witnesses.size());
    const auto against = static_cast<double>(std::count_if(
        witnesses.begin(), witnesses.end(), [](const auto& witness) { return witness.second; }));
    // One more than there are, so that a single witness weighs less than many that agree.
    const auto weight = (against - contradiction * (all - against)) / (all + 1);
    best = std::max(best, builds_on_others(requirement) ? weight * consequence : weight);
  }
  // Who is about one requirement knows which one is broken.
  return best / static_cast<double>(std::max<std::size_t>(entry.requirements.size(), 1));
}

std::vector<RootCauses::Group> RootCauses::groups() const {
  std::vector<const Entry*> all;
  for (const auto& [id, entry] : entries_) all.push_back(&entry);
  Sets sets(all.size());
  std::map<std::string, std::size_t> first_with;
  const auto link = [&](const std::string& trait, std::size_t one) {
    if (trait.empty()) return;
    const auto [first, is_new] = first_with.emplace(trait, one);
    if (!is_new) sets.join(one, first->second);
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool failed = has_failed(all[i]->verdict);
    for (const auto& seen : all[i]->observations) {
      link(failed ? signature(seen) : preparing_signature(seen), i);
    }
    if (!failed) continue;
    for (const auto& requirement : all[i]->requirements) link("requirement " + requirement, i);
  }
  std::map<std::size_t, Group> groups;
  for (std::size_t i = 0; i < all.size(); ++i) groups[sets.of(i)].push_back(all[i]);
  std::vector<Group> out;
  for (auto& [root, group] : groups) out.push_back(std::move(group));
  return out;
}

RootCause RootCauses::cause_of(Group group) const {
  const auto key = [this](const Entry* one) {
    return std::tuple(!has_failed(one->verdict), -static_cast<int>(one->verdict), -weight(*one),
                      std::string_view(one->id));
  };
  std::sort(group.begin(), group.end(),
            [&](const Entry* a, const Entry* b) { return key(a) < key(b); });
  const Entry& head = *group.front();
  RootCause cause;
  cause.headline = head.observations.empty()
                       ? head.difference
                       : headline_of(head.observations.front(), head.difference);
  cause.verdict = head.verdict;
  cause.level = head.level;
  cause.harm = head.harm;
  cause.requirements = head.requirements;
  for (const Entry* one : group) {
    (has_failed(one->verdict) ? cause.failed : cause.blocked).push_back(one->id);
  }
  return cause;
}

std::vector<RootCause> RootCauses::ranked() const {
  std::vector<RootCause> causes;
  for (auto& group : groups()) causes.push_back(cause_of(std::move(group)));
  const auto key = [](const RootCause& one) {
    return std::tuple(one.verdict, one.harm, one.failed.size() + one.blocked.size());
  };
  std::sort(causes.begin(), causes.end(), [&](const RootCause& a, const RootCause& b) {
    return key(a) != key(b) ? key(a) > key(b) : a.headline < b.headline;
  });
  return causes;
}

std::string start_with(const std::vector<RootCause>& ranked) {
  if (ranked.empty() || ranked.front().failed.empty()) return {};
  return ranked.front().failed.front();
}

void set_ranking(RunFinished& finished, const RootCauses& causes) {
  finished.root_causes = causes.ranked();
  finished.start_with = start_with(finished.root_causes);
}

}  // namespace conform
