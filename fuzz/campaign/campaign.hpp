// A campaign: hunters try sequences, what they catch is reduced to findings, and all of it is told
// as events like any run. It keeps its corpus in a folder, so that it can be stopped and go on.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fuzz/campaign/finding.hpp"
#include "fuzz/campaign/hunter.hpp"
#include "fuzz/campaign/report_line.hpp"
#include "harness/http/expected.hpp"

namespace conform::fuzz {

struct CampaignOptions {
  std::uint32_t seed = 1;
  std::optional<std::chrono::seconds> time;
  std::uint64_t most_plays = 0;   ///< sequences in all; 0 for no bound
  unsigned hunters = 1;           ///< processes that try sequences at the same time
  std::size_t most_findings = 0;  ///< ends with so many; 0 for no bound
  bool feedback = true;
  std::string folder;          ///< holds corpus/, made if it is missing
  unsigned first_finding = 1;  ///< the number with which findings begin
};

/// How far a campaign is.
struct CampaignState {
  std::chrono::duration<double> took{};
  std::uint64_t plays = 0;
  std::uint64_t operations = 0;
  std::uint64_t features = 0;  ///< of the hunter that has reached most
  std::uint64_t corpus = 0;    ///< sequences kept
  std::size_t findings = 0;
};

struct CampaignEnd {
  CampaignState state;
  std::vector<RuleRecord> rules;    ///< how often each had its occasion, and was broken
  std::set<std::string> explained;  ///< rules whose breaches have the cause of some finding
  /// Why it ended before its time: the server is gone, Ctrl-C, a fault of a hunter.
  std::optional<std::string> stopped_early;
  /// What the server was doing when it went, empty unless it has.
  Sequence last_words;
};

class Campaign {
 public:
  /// `make_arena` is called once in each hunter and once here, for reducing.
  Campaign(CampaignOptions options, MakeArena make_arena);

  std::function<void(const Finding&)> on_finding;
  std::function<void(const CampaignState&)> on_state;  ///< about four times a second
  std::function<bool()> should_stop;                   ///< asked as often

  /// The error is one sentence: the folder cannot be used.
  [[nodiscard]] Expected<CampaignEnd, std::string> run();

 private:
  [[nodiscard]] std::optional<std::string> prepare_folder() const;
  void start_hunters();
  void listen();
  void take(std::size_t hunter, std::string_view line);
  void take_caught(const Caught& caught);
  void tell_state();
  void stop(std::optional<std::string> why);
  [[nodiscard]] CampaignState state() const;
  [[nodiscard]] bool found_enough(const std::string& rule) const;
  [[nodiscard]] std::vector<RuleRecord> rule_records() const;

  CampaignOptions options_;
  MakeArena make_arena_;
  std::unique_ptr<Arena> arena_;
  std::vector<Hunter> hunters_;
  std::vector<Progress> progress_;  ///< the last of each hunter
  std::vector<Finding> findings_;
  std::map<std::string, unsigned> per_rule_;
  std::set<std::string> explained_;
  std::optional<std::string> stopped_early_;
  bool is_over_ = false;
  Sequence last_words_;
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point next_state_;
};

}  // namespace conform::fuzz
