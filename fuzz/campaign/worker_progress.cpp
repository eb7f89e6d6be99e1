#include "fuzz/campaign/worker_progress.hpp"

#include <fmt/format.h>

#include <map>
#include <numeric>
#include <utility>

namespace conform::fuzz {
namespace {

/// That many sequences in a row without any effect cannot be chance.
constexpr std::uint64_t max_executions_without_effect = 200;

std::uint64_t sum_of(const std::vector<Progress>& all, std::uint64_t Progress::* member) {
  return std::accumulate(all.begin(), all.end(), std::uint64_t{0},
                         [&](std::uint64_t sum, const Progress& one) { return sum + one.*member; });
}

}  // namespace

WorkerProgress::News WorkerProgress::take(std::size_t worker, const Progress& progress) {
  News news;
  news.executions = progress.executions > latest_[worker].executions;
  latest_[worker] = progress;
  const auto before = features();
  for (const auto feature : progress.new_features) reached_.set(feature % max_features);
  news.features = features() > before;
  return news;
}

std::uint64_t WorkerProgress::executions() const {
  return sum_of(latest_, &Progress::executions);
}

std::uint64_t WorkerProgress::operations() const {
  return sum_of(latest_, &Progress::operations);
}

std::uint64_t WorkerProgress::exchanges() const {
  return sum_of(latest_, &Progress::exchanges);
}

std::vector<RuleRecord> WorkerProgress::rule_records(const std::vector<RuleRecord>& rules) const {
  std::vector<RuleRecord> records;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    RuleRecord record{rules[i].info, 0, 0, {}};
    for (const auto& progress : latest_) {
      if (i < progress.applied.size()) record.applied += progress.applied[i];
      if (i < progress.violated.size()) record.violated += progress.violated[i];
    }
    records.push_back(std::move(record));
  }
  return records;
}

std::optional<std::string> WorkerProgress::nothing_worked() const {
  std::map<int, std::uint64_t> refusals;
  std::uint64_t executions = 0;
  for (const auto& progress : latest_) {
    if (progress.effective_executions > 0 &&
        progress.executions_without_effect < max_executions_without_effect) {
      return std::nullopt;
    }
    for (const auto& [status, times] : progress.refusals) refusals[status] += times;
    executions += progress.executions_without_effect;
  }
  std::string answers;
  for (const auto& [status, times] : refusals) {
    answers += fmt::format("{}{} ({})", answers.empty() ? "" : ", ",
                           status == 0 ? "no answer" : fmt::format("status {}", status),
                           times == 1 ? "once" : fmt::format("{} times", times));
  }
  if (executions == 0) return "nothing could be judged: no sequence came to its end in time";
  return fmt::format(
      "nothing could be judged: none of the last {} sequences created a stream or "
      "appended to one; they got {}",
      executions, answers.empty() ? "no answer" : answers);
}

}  // namespace conform::fuzz
