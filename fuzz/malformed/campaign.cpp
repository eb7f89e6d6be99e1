#include "fuzz/malformed/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "fuzz/malformed/features.hpp"
#include "fuzz/malformed/mutation.hpp"

namespace conform::malformed {
namespace {

using Clock = std::chrono::steady_clock;

/// One defect can break a rule in many ways; the first few are enough to fix it.
constexpr unsigned max_findings_of_a_rule = 3;
/// After that many refusals in a row, the malformed requests are not the reason.
constexpr unsigned max_unready = 5;
constexpr unsigned max_restarts = 20;

std::vector<Sequence> read_corpus(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::error_code unknown;
    if (entry.is_regular_file(unknown)) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Sequence> corpus;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
    if (auto sequence = decode(bytes); !sequence.empty()) corpus.push_back(std::move(sequence));
  }
  return corpus;
}

}  // namespace

Campaign::Campaign(CampaignOptions options, Executor& executor)
    : options_(std::move(options)),
      executor_(executor),
      random_(options_.seed),
      found_(options_.first_finding) {}

Expected<CampaignEnd, std::string> Campaign::run() {
  if (const auto problem = prepare_folder()) return unexpected(*problem);
  began_ = Clock::now();
  auto first = std::exchange(corpus_, {});
  for (const auto& act : every_choice()) first.push_back({act});
  for (const auto& sequence : first) {
    if (is_over()) break;
    execute(sequence);
  }
  while (!is_over()) {
    const auto& base = corpus_.empty() ? Sequence{} : corpus_[random_() % corpus_.size()];
    execute(mutate(base, static_cast<std::uint32_t>(random_())));
  }
  const auto& rules = executor_.records();
  const bool none_tried = std::none_of(rules.begin(), rules.end(),
                                       [](const RuleRecord& one) { return one.applied > 0; });
  if (none_tried && !stopped_early_) {
    stopped_early_ = "nothing could be judged: the server answered nothing in time";
  }
  return CampaignEnd{state(), rules, found_.explained(), stopped_early_};
}

std::optional<std::string> Campaign::prepare_folder() {
  std::error_code error;
  std::filesystem::create_directories(options_.corpus, error);
  if (error) {
    return fmt::format("the folder {} cannot be made: {}", options_.corpus, error.message());
  }
  corpus_ = read_corpus(options_.corpus);
  return std::nullopt;
}

bool Campaign::is_over() {
  if (!stopped_early_ && should_stop && should_stop()) stopped_early_ = "interrupted";
  return stopped_early_ || (options_.time && Clock::now() - began_ >= *options_.time) ||
         (options_.max_executions > 0 && executor_.executions() >= options_.max_executions);
}

void Campaign::execute(const Sequence& sequence) {
  const auto execution = executor_.execute(sequence);
  if (execution.cut_short) return;
  unready_in_a_row_ =
      execution.unready && execution.act_results.empty() ? unready_in_a_row_ + 1 : 0;
  if (unready_in_a_row_ == max_unready && !stopped_early_) {
    stopped_early_ = "the server does not serve an ordinary client";
  }
  if (reaches_anything_new(execution)) keep(sequence);
  take_violations(execution, sequence);
  if (execution.server_down) handle_server_end();
  if (on_state) on_state(state());
}

void Campaign::handle_server_end() {
  if (stopped_early_) return;
  if (!start_again) {
    stopped_early_ = "the server is gone: it no longer accepts connections";
  } else if (restarts_ == max_restarts) {
    stopped_early_ = fmt::format("the server is gone, after {} restarts", restarts_);
  } else if (++restarts_; !start_again()) {
    stopped_early_ = "the server is gone, and cannot be restarted";
  }
}

bool Campaign::reaches_anything_new(const Execution& execution) {
  bool any = false;
  for (const auto& act_result : execution.act_results) {
    for (const auto feature : features_of(act_result)) {
      auto reached = reached_[feature % max_features];
      any = any || !reached;
      reached = true;
    }
  }
  return any;
}

/// A sequence that cannot be written is lost at the end of the campaign, which does no harm.
void Campaign::keep(const Sequence& sequence) {
  corpus_.push_back(sequence);
  const auto name = fmt::format("{:05}", corpus_.size());
  std::ofstream file(std::filesystem::path(options_.corpus) / name, std::ios::binary);
  for (const auto byte : encode(sequence)) file.put(static_cast<char>(byte));
}

void Campaign::take_violations(const Execution& execution, const Sequence& sequence) {
  std::set<std::string> broken;
  for (const auto& act_result : execution.act_results) {
    for (const auto& violation : act_result.violations) broken.insert(violation.rule);
  }
  for (const auto& rule : broken) {
    if (execution.server_down) {
      if (!found_enough(rule)) take_reduced(rule, {sequence, execution, 0, 0});
    } else {
      take_caught(rule, sequence, execution);
    }
  }
}

/// A sequence with an unusual body length often breaks several rules by it.
bool Campaign::is_known(const std::string& rule, const Sequence& sequence) const {
  return std::any_of(findings_.begin(), findings_.end(), [&](const Finding& known) {
    return (known.rule.id == rule || is_about_framing(known)) && same_cause(known, sequence);
  });
}

bool Campaign::found_enough(const std::string& rule) const {
  return found_.findings_of(rule) >= max_findings_of_a_rule;
}

void Campaign::take_caught(const std::string& rule, const Sequence& sequence,
                           const Execution& execution) {
  if (found_enough(rule) || is_over() || is_known(rule, sequence)) return;
  ReductionBounds bounds;
  bounds.should_stop = [this] { return is_over(); };
  take_reduced(rule, reduce(executor_, sequence, execution, rule, bounds));
}

void Campaign::take_reduced(const std::string& rule, Reduction reduction) {
  found_.explain(rule);
  if (is_known(rule, reduction.sequence)) return;
  const auto& records = executor_.records();
  const auto record = std::find_if(records.begin(), records.end(),
                                   [&](const RuleRecord& one) { return one.info.id == rule; });
  found_.count(rule);
  findings_.push_back({found_.next_id(rule), record->info, std::move(reduction)});
  if (on_finding) on_finding(findings_.back());
}

CampaignState Campaign::state() const {
  return {Clock::now() - began_, executor_.executions(), executor_.acts(),
          reached_.count(),      corpus_.size(),         findings_.size()};
}

}  // namespace conform::malformed
