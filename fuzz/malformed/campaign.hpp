// A campaign of malformed requests: every choice once, then mutations of the sequences that reached
// something new. Sequences that break a rule are reduced to findings. The corpus is kept in a
// folder, so that a campaign can be stopped and continued.
#pragma once

#include <bitset>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "fuzz/malformed/executor.hpp"
#include "fuzz/malformed/finding.hpp"
#include "fuzz/sequence/found_rules.hpp"
#include "harness/http/expected.hpp"

namespace conform::malformed {

struct CampaignOptions {
  std::uint32_t seed = 1;
  std::optional<std::chrono::seconds> time;
  std::uint64_t max_executions = 0;  ///< sequences in all; 0 for no limit
  std::string corpus;                ///< folder, created if it is missing
  unsigned first_finding = 1;        ///< the number of the first finding
};

/// The progress of a campaign.
struct CampaignState {
  std::chrono::duration<double> took{};
  std::uint64_t executions = 0;
  std::uint64_t acts = 0;
  std::size_t features = 0;
  std::size_t corpus = 0;  ///< sequences kept
  std::size_t findings = 0;
};

struct CampaignEnd {
  CampaignState state;
  std::vector<RuleRecord> rules;
  std::set<std::string> explained;  ///< rules whose violations a finding explains
  /// Why it ended early: the server is down, Ctrl-C.
  std::optional<std::string> stopped_early;
};

class Campaign {
 public:
  /// The executor must live as long as this.
  Campaign(CampaignOptions options, Executor& executor);

  std::function<void(const Finding&)> on_finding;
  std::function<void(const CampaignState&)> on_state;  ///< after each sequence
  std::function<bool()> should_stop;                   ///< called as often
  /// Restarts a server that has ended; false if that fails, empty if it is impossible.
  std::function<bool()> start_again;

  /// The error says in one sentence why the folder cannot be used.
  [[nodiscard]] Expected<CampaignEnd, std::string> run();

 private:
  static constexpr std::size_t max_features = std::size_t{1} << 15;

  [[nodiscard]] std::optional<std::string> prepare_folder();
  [[nodiscard]] bool is_over();
  void execute(const Sequence& sequence);
  void handle_server_end();
  void keep(const Sequence& sequence);
  [[nodiscard]] bool reaches_anything_new(const Execution& execution);
  void take_violations(const Execution& execution, const Sequence& sequence);
  void take_caught(const std::string& rule, const Sequence& sequence, const Execution& execution);
  void take_reduced(const std::string& rule, Reduction reduction);
  [[nodiscard]] bool is_known(const std::string& rule, const Sequence& sequence) const;
  [[nodiscard]] bool found_enough(const std::string& rule) const;
  [[nodiscard]] CampaignState state() const;

  CampaignOptions options_;
  Executor& executor_;
  std::minstd_rand random_;
  std::vector<Sequence> corpus_;
  std::bitset<max_features> reached_;
  std::vector<Finding> findings_;
  fuzz::FoundRules found_;
  std::optional<std::string> stopped_early_;
  unsigned unready_in_a_row_ = 0;
  unsigned restarts_ = 0;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace conform::malformed
