#include "reports/saved/shards.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "reports/text/clean.hpp"

namespace conform::reports {
namespace {

using Checked = Expected<void, std::string>;

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host == "::1" || host.starts_with("127.");
}

/// A server started separately for each shard has a different port each time.
std::string without_ephemeral_port(const std::string& target) {
  const auto scheme = target.find("://");
  if (scheme == std::string::npos) return target;
  const auto host = scheme + 3;
  const auto end = std::min(target.find('/', host), target.size());
  const auto colon = target.rfind(':', end);
  const bool has_port =
      colon != std::string::npos && colon > host && target.find(']', colon) >= end;
  if (!has_port || !is_loopback(std::string_view(target).substr(host, colon - host))) return target;
  return target.substr(0, colon) + target.substr(end);
}

Checked check_pair(const SavedRun& first, const SavedRun& other) {
  const auto& shard = first.run.opening.shard;
  const auto& other_shard = other.run.opening.shard;
  if (shard.of == 1 && other_shard.of == 1) {
    return unexpected(
        fmt::format("{} and {} are two complete runs, not shards of one; 'conform compare' "
                    "shows how they differ",
                    quote(first.path), quote(other.path)));
  }
  if (shard.of != other_shard.of) {
    return unexpected(fmt::format("{} is shard {} of {}, but {} is shard {} of {}",
                                  quote(first.path), shard.index, shard.of, quote(other.path),
                                  other_shard.index, other_shard.of));
  }
  if (shard.index == other_shard.index) {
    return unexpected(fmt::format("{} and {} are both shard {} of {}", quote(first.path),
                                  quote(other.path), shard.index, shard.of));
  }
  if (without_ephemeral_port(first.run.opening.target) !=
      without_ephemeral_port(other.run.opening.target)) {
    return unexpected(fmt::format("{} is about {}, but {} about {}", quote(first.path),
                                  first.run.opening.target, quote(other.path),
                                  other.run.opening.target));
  }
  return {};
}

/// The shards must be in order, with exactly one of each.
Checked check(const std::vector<SavedRun>& shards) {
  for (std::size_t i = 1; i < shards.size(); ++i) {
    if (const auto pair = check_pair(shards[i - 1], shards[i]); !pair) return pair;
  }
  const std::size_t of = shards.front().run.opening.shard.of;
  if (shards.size() == of) return {};
  constexpr std::size_t max_named = 10;
  std::vector<std::size_t> missing;
  std::size_t next = 0;
  for (std::size_t index = 1; index <= of && missing.size() < max_named; ++index) {
    if (next < shards.size() && shards[next].run.opening.shard.index == index) {
      ++next;
    } else {
      missing.push_back(index);
    }
  }
  const std::size_t all = of - shards.size();
  return unexpected(fmt::format("{} of {} shards {} missing: {}{}", all, of,
                                all == 1 ? "is" : "are", fmt::join(missing, ", "),
                                all > missing.size() ? ", …" : ""));
}

/// Of several verdicts for the same id, the highest weight wins.
int weight(const Finding& finding) {
  if (finding.verdict == Verdict::skip) return 0;
  if (finding.verdict == Verdict::pass) return 1;
  return 2 * static_cast<int>(finding.verdict) + (is_known(finding) ? 0 : 1);
}

class Merger {
 public:
  void add(Run shard) {
    const std::size_t index = shard.opening.shard.index;
    if (!std::exchange(begun_, true)) {
      begin(shard.opening);
    } else {
      run_.opening.run_id += "+" + shard.opening.run_id;
      run_.opening.at = std::min(run_.opening.at, shard.opening.at);
    }
    outstanding_ +=
        shard.opening.expected - std::min(shard.opening.expected, shard.findings.size());
    for (auto& finding : shard.findings) add(std::move(finding));
    for (auto& behaviour : shard.behaviours) {
      if (behaviours_.insert(behaviour.id).second) {
        run_.behaviours.push_back(std::move(behaviour));
      }
    }
    add(shard.closing, index);
  }

  Run finish() {
    run_.opening.expected = run_.findings.size() + outstanding_;
    run_.opening.run_id = clean_line(run_.opening.run_id);
    set_ranking(run_.closing, run_.findings);
    return std::move(run_);
  }

 private:
  void begin(const Opening& opening) {
    run_.opening = opening;
    run_.opening.shard = Shard{};
    run_.closing.conclusion = Conclusion::nothing_run;
  }

  void add(Finding finding) {
    const auto [at, is_new] = places_.emplace(finding.id, run_.findings.size());
    if (is_new) return run_.findings.push_back(std::move(finding));
    Finding& seen = run_.findings[at->second];
    const Duration took = seen.took + finding.took;
    if (weight(finding) > weight(seen)) seen = std::move(finding);
    seen.took = took;
  }

  void add(const Closing& closing, std::size_t index) {
    Closing& all = run_.closing;
    all.took = std::max(all.took, closing.took);
    all.exchanges += closing.exchanges;
    all.observations += closing.observations;
    if (closing.stopped_early) {
      all.stopped_early.emplace(fmt::format("{}{}shard {}: {}", all.stopped_early.value_or(""),
                                            all.stopped_early ? "; " : "", index,
                                            *closing.stopped_early));
    }
    add_new(all.notes, closing.notes);
    add_new(all.objections, closing.objections);
    if (rank(closing.conclusion) > rank(all.conclusion)) all.conclusion = closing.conclusion;
  }

  static void add_new(std::vector<std::string>& texts, const std::vector<std::string>& more) {
    for (const auto& text : more) {
      if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
    }
  }

  /// A shard with nothing to judge does not count against the others.
  static std::ptrdiff_t rank(Conclusion conclusion) {
    constexpr std::array order{Conclusion::nothing_run, Conclusion::conformant,
                               Conclusion::not_judged, Conclusion::violations};
    return std::find(order.begin(), order.end(), conclusion) - order.begin();
  }

  Run run_;
  std::map<std::string, std::size_t> places_;  ///< positions in `findings`, by id
  std::set<std::string> behaviours_;           ///< ids
  bool begun_ = false;
  std::size_t outstanding_ = 0;
};

}  // namespace

Expected<Run, std::string> merged(std::vector<SavedRun> shards) {
  std::sort(shards.begin(), shards.end(), [](const SavedRun& a, const SavedRun& b) {
    return a.run.opening.shard.index < b.run.opening.shard.index;
  });
  if (const auto checked = check(shards); !checked) return unexpected(checked.error());
  if (shards.size() == 1) return std::move(shards.front().run);
  Merger merger;
  for (auto& shard : shards) merger.add(std::move(shard.run));
  return merger.finish();
}

}  // namespace conform::reports
