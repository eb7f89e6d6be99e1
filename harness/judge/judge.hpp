// The judge: every rule, watching every exchange. It sends nothing and knows no stimulus.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/rule.hpp"
#include "harness/judge/stream_registry.hpp"

namespace conform {

/// What a rule has to say at the end of a run.
struct RuleRecord {
  RuleInfo info;
  std::uint64_t applied = 0;          ///< exchanges that it was about
  std::uint64_t violated = 0;         ///< of these, how many broke it
  std::vector<Violation> violations;  ///< as evidence: the first of each kind
};

class Judge {
 public:
  /// With every rule of the house.
  Judge();
  explicit Judge(std::vector<Rule> rules);

  /// Tells of capabilities that the server is known to ignore (R36): of what asks for one of them
  /// only the rest is judged, and by what a server owes that was not asked for it.
  void ignores(const std::vector<std::string>& capabilities);

  /// Tells that a request is about to go out: `request`, `stream` and `sent` of the exchange are
  /// set. The judge must know what is under way, for what is under way may excuse what is seen; of
  /// a stream with a write that was not announced it judges single answers only, no history.
  void sent(const Exchange& exchange);

  /// Shows an exchange that has ended to every rule; the violations it gave, in the order of rules.
  std::vector<Violation> observe(const Exchange& exchange);

  /// Forgets every stream: what comes next has nothing to do with them. The records stay.
  void forget();

  [[nodiscard]] const std::vector<RuleRecord>& records() const { return records_; }

 private:
  [[nodiscard]] bool is_ignored(std::string_view header) const;
  [[nodiscard]] std::optional<Exchange> as_understood(const Exchange& exchange) const;
  void note_sent(const Exchange& exchange);
  std::vector<Violation> take(const Exchange& exchange);
  std::vector<Violation> judge(const ObservedExchange& seen);
  [[nodiscard]] std::optional<ForkBase> fork_base(const ObservedExchange& seen) const;

  std::vector<Rule> rules_;
  std::vector<RuleRecord> records_;
  std::vector<std::string_view> ignored_headers_;
  StreamRegistry streams_;
  LogicalTime now_ = 0;
};

/// Judges a journal: announces and observes its exchanges in the order of their times.
void judge_journal(Judge& judge, std::span<const Exchange> journal);

}  // namespace conform
