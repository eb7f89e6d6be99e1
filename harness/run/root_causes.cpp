#include "harness/run/root_causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "harness/judge/features.hpp"
#include "harness/judge/quote.hpp"
#include "harness/run/scenario_result.hpp"

namespace conform {
namespace {

/// Weight of what also shows what is wrong with plain streams.
constexpr double consequence = 0.8;

/// What a test that saw the requirement met takes from those that saw it violated.
constexpr double contradiction = 1.0;
/// From this weight on a requirement counts as broken in general, and not only in an edge case.
constexpr double well_supported = 0.15;
/// This fraction of the greatest weight is treated as equal to it.
constexpr double about_as_sure = 0.8;

/// Below this probability, several errors together are not taken for chance.
constexpr double no_chance = 1e-4;

constexpr int first_error = 400;

bool has_failed(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::warn;
}

/// A refusal or a wrong header shows no loss of data; a stream that does not exist does, and so
/// does data withheld as already known.
bool shows_harm(const std::vector<Observation>& seen) {
  constexpr std::array hides_data{304, 404, 410};
  return seen.empty() || std::any_of(seen.begin(), seen.end(), [&](const Observation& one) {
           const bool is_form = one.aspect == Aspect::status || one.aspect == Aspect::header ||
                                one.status >= first_error;
           return !is_form ||
                  std::find(hides_data.begin(), hides_data.end(), one.status) != hides_data.end();
         });
}

std::string headline_of(const ServerError& error) {
  const auto text = error.text.empty() ? "" : fmt::format(", {}", quote(error.text));
  return fmt::format(
      "requests of many kinds are sometimes answered {}{}; the same requests succeed at other "
      "times",
      error.status, text);
}

std::string headline_of(const Observation& seen, const std::string& difference) {
  const std::string request = seen.method.empty() ? "" : seen.method + " ";
  if (seen.aspect == Aspect::header && seen.missing) {
    return fmt::format("{}answered {} without {}", request, seen.status, seen.name);
  }
  if (seen.status >= first_error) {
    const auto text = seen.text.empty() ? "" : fmt::format(", {}", quote(seen.text));
    return fmt::format("{}answered {}{}", request, seen.status, text);
  }
  if (seen.status == 0) return difference;
  return fmt::format("{}answered {}: {}", request, seen.status, difference);
}

}  // namespace

/// What two results with the same cause have in common; empty if it is too common to mean that.
std::string RootCauses::signature(const Entry& entry, const Observation& seen) {
  if (seen.aspect == Aspect::outage) return "outage";
  if (seen.aspect == Aspect::header) return fmt::format("{} {}", seen.name, seen.missing);
  const auto answer = fmt::format("{} {} {}", seen.method, seen.status, seen.text);
  if (seen.aspect == Aspect::status) return fmt::format("{}, not {}", answer, entry.expected);
  const bool is_telling = seen.status >= first_error || entry.verdict == Verdict::blocked;
  return is_telling ? answer : std::string();
}

std::set<std::string> RootCauses::signatures_of(const Entry& entry) {
  std::set<std::string> out;
  for (const auto& seen : entry.observations) out.insert(signature(entry, seen));
  // What was blocked without a response is distinguished by its reason alone.
  if (entry.observations.empty() && entry.verdict == Verdict::blocked) out.insert(entry.difference);
  out.erase("");
  return out;
}

/// Everything wrong that it saw was that error, or, if it saw nothing specific, that error occurred
/// on the way. A rule about statuses reports other errors as well.
bool RootCauses::shows_only(const Entry& entry, const ServerError& error) {
  const auto& seen = entry.observations;
  const auto is_error = [&](const Observation& one) { return is_on(error, one); };
  if (seen.empty()) return entry.errors.contains(error);
  const bool reports_all_errors = entry.is_rule && seen.front().aspect == Aspect::status;
  return reports_all_errors ? std::any_of(seen.begin(), seen.end(), is_error)
                            : std::all_of(seen.begin(), seen.end(), is_error);
}

void RootCauses::add(const Result& result) {
  const bool failed = has_failed(result.verdict);
  ++results_;
  if (failed || result.verdict == Verdict::pass) {
    for (const auto& requirement : result.requirements) {
      ++(failed ? tallies_[requirement].failed : tallies_[requirement].passed);
      auto& witness = witnesses_[requirement][result.id.substr(0, result.id.find('['))];
      witness = witness || failed;
    }
  }
  if (!failed && result.verdict != Verdict::blocked) return;
  Entry entry;
  entry.id = result.id;
  entry.verdict = result.verdict;
  entry.level = result.level;
  entry.harm = shows_harm(result.observations) ? result.harm : Harm::other;
  entry.requirements = result.requirements;
  entry.observations = result.observations;
  entry.difference = result.message;
  entry.is_rule = result.place.empty();
  if (result.evidence) {
    entry.difference =
        fmt::format("expected {}, got {}", result.evidence->expected, result.evidence->got);
    entry.expected = result.evidence->expected;
    const auto& exchanges = result.evidence->exchanges;
    entry.exchanges = exchanges.size();
    entry.features = features_of(exchanges);
    if (!exchanges.empty()) entry.scenario = exchanges.front().scenario;
    // If there are more, the first are not shown.
    const bool is_whole = !entry.is_rule && exchanges.size() < exchanges_shown;
    if (is_whole) entry.failed_request = errors_.add(exchanges);
    if (!entry.is_rule) entry.errors = errors_in(exchanges);
  }
  entries_.insert_or_assign(result.id, std::move(entry));
}

/// Wrong data, or a conclusion from data.
bool RootCauses::shows_content(const Entry& entry) {
  if (entry.observations.empty()) return true;
  const auto aspect = entry.observations.front().aspect;
  return aspect == Aspect::body || aspect == Aspect::event || aspect == Aspect::other;
}

/// Fewer features, then fewer requests. A rule about content depends on requests that are not in
/// its evidence.
bool RootCauses::is_simpler(const Entry& a, const Entry& b) {
  const auto key = [](const Entry& one) {
    return std::tuple(one.is_rule && shows_content(one), one.features.size(), one.exchanges);
  };
  return key(a) < key(b);
}

/// The headers of a response with the wrong status say nothing by themselves.
bool RootCauses::follows_from_status(const Entry& entry) const {
  if (!entry.is_rule || entry.observations.empty()) return false;
  const Observation& seen = entry.observations.front();
  const auto found = entries_.find(entry.scenario);
  if (seen.aspect != Aspect::header || found == entries_.end()) return false;
  const Entry& sender = found->second;
  if (!has_failed(sender.verdict) || sender.observations.empty()) return false;
  const Observation& status = sender.observations.front();
  return status.aspect == Aspect::status && status.method == seen.method &&
         status.status == seen.status;
}

double RootCauses::weight(const Entry& entry) const {
  if (follows_from_status(entry)) return 0;
  double best = 0;
  for (const auto& requirement : entry.requirements) {
    const auto found = witnesses_.find(requirement);
    if (found == witnesses_.end()) continue;
    const auto all = static_cast<double>(found->second.size());
    const auto against =
        static_cast<double>(std::count_if(found->second.begin(), found->second.end(),
                                          [](const auto& witness) { return witness.second; }));
    // One is added to the total, so that a single test weighs less than many that agree.
    const auto weight = (against - contradiction * (all - against)) / (all + 1);
    best = std::max(best, builds_on_plain_streams(requirement) ? weight * consequence : weight);
  }
  // A test of a single requirement is the most specific about which one is broken.
  return best / static_cast<double>(std::max<std::size_t>(entry.requirements.size(), 1));
}

std::vector<RootCauses::Ranked> RootCauses::weighted() const {
  std::vector<Ranked> out;
  for (const auto& [id, entry] : entries_) out.push_back({&entry, weight(entry)});
  // Of equals, the one with the fewest requests and features is the simplest.
  const auto key = [](const Ranked& one) {
    return std::tuple(!has_failed(one.entry->verdict), -static_cast<int>(one.entry->verdict),
                      -one.weight, one.entry->is_rule, one.entry->exchanges,
                      one.entry->features.size(), std::string_view(one.entry->id));
  };
  std::sort(out.begin(), out.end(),
            [&](const Ranked& a, const Ranked& b) { return key(a) < key(b); });
  return out;
}

/// The error happened by chance, and not because of the requests. If every test of a requirement
/// had it, and too many did for chance, it is about that requirement.
bool RootCauses::is_chance(const Entry& entry, const ServerError& error,
                           const std::vector<Ranked>& all) const {
  if (entry.is_rule) return true;
  if (entry.failed_request && errors_.is_steady(*entry.failed_request)) return false;
  const auto shows_it = [&](const Entry& one) { return shows_only(one, error); };
  const auto share =
      static_cast<double>(std::count_if(all.begin(), all.end(),
                                        [&](const Ranked& one) { return shows_it(*one.entry); })) /
      static_cast<double>(results_);
  return std::none_of(
      entry.requirements.begin(), entry.requirements.end(), [&](const std::string& requirement) {
        const auto tally = tallies_.find(requirement);
        if (tally == tallies_.end() || tally->second.passed > 0) return false;
        const auto had_it = std::count_if(all.begin(), all.end(), [&](const Ranked& one) {
          const auto& cited = one.entry->requirements;
          return has_failed(one.entry->verdict) && shows_it(*one.entry) &&
                 std::find(cited.begin(), cited.end(), requirement) != cited.end();
        });
        return static_cast<std::size_t>(had_it) == tally->second.failed &&
               std::pow(share, had_it) < no_chance;
      });
}

/// Results that show nothing but an intermittent server error. The rule that checks every response
/// describes it best.
RootCauses::Group RootCauses::take_intermittent(std::vector<Ranked>& left,
                                                const ServerError& error) const {
  Group group;
  std::vector<Ranked> rest;
  std::partition_copy(left.begin(), left.end(), std::back_inserter(group), std::back_inserter(rest),
                      [&](const Ranked& one) {
                        return shows_only(*one.entry, error) && is_chance(*one.entry, error, left);
                      });
  const auto rule = std::find_if(group.begin(), group.end(), [&](const Ranked& one) {
    return one.entry->is_rule && one.entry->verdict == Verdict::fail &&
           one.entry->observations.front().aspect == Aspect::status;
  });
  if (group.empty()) return group;
  if (rule != group.end()) std::rotate(group.begin(), rule, rule + 1);
  group.front().weight = 1;
  left = std::move(rest);
  return group;
}

/// The result with the highest weight takes with it those about the same requirements, and those
/// with the same wrong observation as any of these.
RootCauses::Group RootCauses::take_first(std::vector<Ranked>& left) {
  const Entry& head = *left.front().entry;
  const auto shares_requirement = [&](const Entry& one) {
    return has_failed(one.verdict) &&
           std::any_of(one.requirements.begin(), one.requirements.end(), [&](const auto& id) {
             return std::find(head.requirements.begin(), head.requirements.end(), id) !=
                    head.requirements.end();
           });
  };
  std::set<std::string> signatures;
  for (const auto& one : left) {
    if (one.entry != &head && !shares_requirement(*one.entry)) continue;
    signatures.merge(signatures_of(*one.entry));
  }
  const auto belongs = [&](const Ranked& one) {
    const auto own = signatures_of(*one.entry);
    return one.entry == &head || shares_requirement(*one.entry) ||
           std::any_of(own.begin(), own.end(),
                       [&](const auto& signature) { return signatures.contains(signature); });
  };
  Group group;
  std::vector<Ranked> rest;
  std::partition_copy(left.begin(), left.end(), std::back_inserter(group), std::back_inserter(rest),
                      belongs);
  left = std::move(rest);
  return group;
}

RootCause RootCauses::cause_of(const Group& group) {
  const Entry& head = *group.front().entry;
  RootCause cause;
  cause.headline = head.observations.empty()
                       ? head.difference
                       : headline_of(head.observations.front(), head.difference);
  cause.verdict = head.verdict;
  cause.level = head.level;
  cause.harm = head.harm;
  cause.requirements = head.requirements;
  for (const auto& one : group) {
    (has_failed(one.entry->verdict) ? cause.failed : cause.blocked).push_back(one.entry->id);
  }
  return cause;
}

/// Wrong content of one kind of response, in edge cases of many requirements, has one cause: the
/// result that shows it best takes the rest with it.
void RootCauses::fold_content(std::vector<Group>& groups) {
  std::map<std::string, Group*> first;
  for (auto& group : groups) {
    const Ranked& head = group.front();
    const auto& seen = head.entry->observations;
    if (!shows_content(*head.entry) || !has_failed(head.entry->verdict)) continue;
    const auto kind = seen.empty()
                          ? fmt::format("GET 200 {}", to_string(head.entry->verdict))
                          : fmt::format("{} {} {}", seen.front().method, seen.front().status,
                                        to_string(head.entry->verdict));
    const auto [known, is_new] = first.emplace(kind, &group);
    if (is_new || head.weight >= well_supported) continue;
    known->second->insert(known->second->end(), group.begin(), group.end());
    group.clear();
  }
  std::erase_if(groups, [](const Group& group) { return group.empty(); });
}

/// Of results with the same wrong observation and about the same weight, the simplest comes first.
void RootCauses::put_simplest_first(Group& group) {
  const Ranked head = group.front();
  if (!has_failed(head.entry->verdict) || head.weight < well_supported) return;
  const auto seen = signatures_of(*head.entry);
  auto best = group.begin();
  for (auto one = group.begin() + 1; one != group.end(); ++one) {
    const auto own = signatures_of(*one->entry);
    const bool same_observation = std::any_of(
        own.begin(), own.end(), [&](const auto& signature) { return seen.contains(signature); });
    if (!same_observation || one->entry->verdict != head.entry->verdict ||
        one->weight < head.weight * about_as_sure) {
      continue;
    }
    if (is_simpler(*one->entry, *best->entry)) best = one;
  }
  std::rotate(group.begin(), best, best + 1);
}

/// Whether the second, more serious cause may well be a consequence of the first that shows when
/// more features are used.
bool RootCauses::explains(const Group& plain, const Group& grave) {
  const Ranked& a = plain.front();
  const Ranked& b = grave.front();
  const auto& used = b.entry->features;
  return a.entry->verdict == b.entry->verdict && has_failed(a.entry->verdict) &&
         a.weight >= well_supported && a.weight >= b.weight &&
         !(a.entry->is_rule && shows_content(*a.entry)) && is_simpler(*a.entry, *b.entry) &&
         std::includes(used.begin(), used.end(), a.entry->features.begin(),
                       a.entry->features.end());
}

std::vector<std::size_t> RootCauses::order_of(const std::vector<Group>& groups) {
  // Data lost in an edge case of one requirement is often lost because of something broken in
  // general.
  const auto key = [](const Group& group) {
    const Ranked& head = group.front();
    return std::tuple(has_failed(head.entry->verdict), head.entry->verdict,
                      head.weight >= well_supported, head.entry->harm);
  };
  std::vector<std::size_t> order(groups.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Of equals, higher weights keep their place before the others.
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(key(groups[b]), a) < std::tuple(key(groups[a]), b);
  });
  if (order.empty()) return order;
  auto simplest = order.begin();
  for (auto one = order.begin() + 1; one != order.end(); ++one) {
    if (explains(groups[*one], groups[order.front()]) &&
        is_simpler(*groups[*one].front().entry, *groups[*simplest].front().entry)) {
      simplest = one;
    }
  }
  std::rotate(order.begin(), simplest, simplest + 1);
  return order;
}

std::vector<RootCause> RootCauses::ranked() const {
  auto left = weighted();
  std::vector<Group> groups;
  std::vector<std::string> headlines;
  for (const auto& error : errors_.found()) {
    auto group = take_intermittent(left, error);
    if (group.empty()) continue;
    groups.push_back(std::move(group));
    headlines.push_back(headline_of(error));
  }
  std::vector<Group> steady;
  while (!left.empty()) steady.push_back(take_first(left));
  fold_content(steady);
  for (auto& group : steady) put_simplest_first(group);
  std::move(steady.begin(), steady.end(), std::back_inserter(groups));
  std::vector<RootCause> causes;
  for (const auto index : order_of(groups)) {
    causes.push_back(cause_of(groups[index]));
    if (index < headlines.size()) causes.back().headline = headlines[index];
  }
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
