#include "fuzz/campaign/campaign.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "fuzz/sequence/seeds.hpp"

namespace conform::fuzz {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto state_interval = 250ms;
constexpr std::uint64_t most_reduction_plays = 400;
/// One broken rule shows in many ways; the first few are enough to mend it.
constexpr unsigned most_findings_of_a_rule = 3;

std::filesystem::path corpus_of(const CampaignOptions& options) {
  return std::filesystem::path(options.folder) / "corpus";
}

std::uint64_t files_in(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::directory_iterator files(folder, error);
  return error ? 0 : static_cast<std::uint64_t>(std::distance(begin(files), end(files)));
}

bool write_seed(const std::filesystem::path& path, const Sequence& sequence) {
  const auto bytes = encode(sequence);
  std::ofstream file(path, std::ios::binary);
  for (const auto byte : bytes) file.put(static_cast<char>(byte));
  return static_cast<bool>(file.flush());
}

/// "judge.closed-refuses-append" and 2: "found-2.closed-refuses-append".
std::string finding_id(const std::string& rule, std::size_t number) {
  const auto dot = rule.find('.');
  return fmt::format("found-{}.{}", number, rule.substr(dot == std::string::npos ? 0 : dot + 1));
}

}  // namespace

Campaign::Campaign(CampaignOptions options, MakeArena make_arena)
    : options_(std::move(options)), make_arena_(std::move(make_arena)) {}

Expected<CampaignEnd, std::string> Campaign::run() {
  if (const auto problem = prepare_folder()) return unexpected(*problem);
  began_ = next_state_ = Clock::now();
  start_hunters();
  // Only now: a hunter must not inherit an open transport.
  arena_ = make_arena_();
  while (!hunters_.empty() && !is_over_) listen();
  hunters_.clear();
  tell_state();
  return CampaignEnd{state(), rule_records(), explained_, stopped_early_, last_words_};
}

std::optional<std::string> Campaign::prepare_folder() const {
  const auto corpus = corpus_of(options_);
  std::error_code error;
  std::filesystem::create_directories(corpus, error);
  if (error) {
    return fmt::format("the folder {} cannot be made: {}", corpus.string(), error.message());
  }
  const auto all = seeds();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto path = corpus / fmt::format("seed-{:02}", i + 1);
    if (!write_seed(path, all[i])) {
      return fmt::format("{} cannot be written; is the disk full?", path.string());
    }
  }
  return std::nullopt;
}

void Campaign::start_hunters() {
  progress_.resize(options_.hunters);
  for (unsigned i = 0; i < options_.hunters; ++i) {
    DriverOptions driver;
    driver.seed = options_.seed + i;
    driver.most_runs = options_.most_plays / options_.hunters;
    driver.most_seconds =
        options_.time ? static_cast<std::uint64_t>(options_.time->count()) : driver.most_seconds;
    driver.corpus = corpus_of(options_).string();
    driver.log =
        (std::filesystem::path(options_.folder) / fmt::format("hunter-{}.log", i + 1)).string();
    driver.feedback = options_.feedback;
    hunters_.push_back(Hunter::start(driver, make_arena_));
  }
}

void Campaign::listen() {
  std::vector<pollfd> pipes;
  for (const auto& hunter : hunters_) pipes.push_back({hunter.pipe(), POLLIN, 0});
  ::poll(pipes.data(), pipes.size(), static_cast<int>(state_interval / 1ms));
  std::vector<std::size_t> ended;
  for (std::size_t i = 0; i < pipes.size(); ++i) {
    if (pipes[i].revents == 0) continue;
    const bool goes_on = hunters_[i].read_lines([&](std::string_view line) { take(i, line); });
    if (!goes_on) ended.push_back(i);
  }
  for (auto i = ended.rbegin(); i != ended.rend(); ++i) {
    const int status = hunters_[*i].wait();
    if (status != 0 && !stopped_early_) {
      stopped_early_ = fmt::format("a fault of conform itself: hunter {} ended with {}, see {}",
                                   *i + 1, status, options_.folder);
    }
    hunters_.erase(hunters_.begin() + static_cast<std::ptrdiff_t>(*i));
    // The numbers of the others must not move.
    std::rotate(progress_.begin() + static_cast<std::ptrdiff_t>(*i),
                progress_.begin() + static_cast<std::ptrdiff_t>(*i) + 1, progress_.end());
  }
  if (Clock::now() >= next_state_) tell_state();
}

void Campaign::take(std::size_t hunter, std::string_view line) {
  const auto parsed = parse_line(line);
  if (!parsed) return;
  if (const auto* progress = std::get_if<Progress>(&*parsed)) progress_[hunter] = *progress;
  if (const auto* caught = std::get_if<Caught>(&*parsed)) take_caught(*caught);
  if (const auto* fault = std::get_if<Fault>(&*parsed)) {
    stopped_early_ = fmt::format("a fault of conform itself, please report it: {}, with {}",
                                 fault->what, to_hex(fault->sequence));
  }
  if (const auto* gone = std::get_if<ServerGone>(&*parsed)) {
    stopped_early_ = "the server is gone: it takes no more connections";
    last_words_ = gone->sequence;
  }
}

bool Campaign::found_enough(const std::string& rule) const {
  const auto found = per_rule_.find(rule);
  return found != per_rule_.end() && found->second >= most_findings_of_a_rule;
}

void Campaign::take_caught(const Caught& caught) {
  if (found_enough(caught.rule) || is_over_) return;
  Finding finding;
  finding.reduction = reduce(*arena_, caught.sequence, caught.rule, most_reduction_plays);
  const auto& rules = arena_->rules();
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const RuleRecord& record) {
    return record.info.id == caught.rule;
  });
  // Never seen again: there is nothing to show.
  if (rule == rules.end() || finding.reduction.played.breaks(caught.rule) == 0) return;
  finding.rule = rule->info;
  finding.after = caught.plays;
  const bool is_known = std::any_of(findings_.begin(), findings_.end(), [&](const Finding& known) {
    return same_cause(known, finding.reduction);
  });
  explained_.insert(caught.rule);
  if (is_known) return;
  ++per_rule_[caught.rule];
  finding.id = finding_id(caught.rule, options_.first_finding + findings_.size());
  findings_.push_back(std::move(finding));
  if (on_finding) on_finding(findings_.back());
  if (findings_.size() == options_.most_findings) stop(std::nullopt);
}

void Campaign::tell_state() {
  next_state_ = Clock::now() + state_interval;
  if (on_state) on_state(state());
  if (should_stop && should_stop() && !hunters_.empty()) stop("interrupted");
}

void Campaign::stop(std::optional<std::string> why) {
  if (!stopped_early_) stopped_early_ = std::move(why);
  is_over_ = true;
}

CampaignState Campaign::state() const {
  CampaignState state;
  state.took = Clock::now() - began_;
  for (const auto& progress : progress_) {
    state.plays += progress.plays;
    state.operations += progress.operations;
    state.features = std::max(state.features, progress.features);
  }
  state.corpus = files_in(corpus_of(options_));
  state.findings = findings_.size();
  return state;
}

std::vector<RuleRecord> Campaign::rule_records() const {
  std::vector<RuleRecord> records;
  const auto& rules = arena_->rules();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    RuleRecord record{rules[i].info, 0, 0, {}};
    for (const auto& progress : progress_) {
      if (i < progress.applied.size()) record.applied += progress.applied[i];
      if (i < progress.violated.size()) record.violated += progress.violated[i];
    }
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace conform::fuzz
