// The judge: checks every exchange against every rule. It sends nothing and knows nothing of
// scenarios.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/rule.hpp"
#include "harness/judge/stream_registry.hpp"

namespace conform {

/// The result of one rule over a whole run.
struct RuleRecord {
  RuleInfo info;
  std::uint64_t applied = 0;          ///< exchanges that it applied to
  std::uint64_t violated = 0;         ///< how many of these broke it
  std::vector<Violation> violations;  ///< the evidence: the first violation of each kind
};

class Judge {
 public:
  /// With all rules.
  Judge();
  /// With all rules; of more than `max_streams` streams, those not used for longest are forgotten.
  explicit Judge(std::size_t max_streams);
  explicit Judge(std::vector<Rule> rules);

  /// Capabilities that the server is known to ignore (R36): of requests that use one, only the rest
  /// is judged, as if they had not used it.
  void ignores(const std::vector<std::string>& capabilities);

  /// The query, without question mark, that is in the URL of every stream ("token=x"): requests are
  /// judged as if it were not there. With other parameters, a request may do anything.
  void set_common_query(std::string query) { common_query_ = std::move(query); }

  /// A request is about to be sent: `request`, `stream` and `sent` of the exchange are set. The
  /// judge must know all requests under way, since they may explain what is observed; for a stream
  /// with an unannounced write it judges single answers only, no history.
  void sent(const Exchange& exchange);

  /// The body of a request announced without it has been sent.
  void sent_body(const Exchange& exchange);

  /// What is known of the stream at this URL may be wrong from now on.
  void mark_unknown(std::string_view url);
  /// The same of all streams, now and later: requests reach the server that the judge does not see.
  void mark_all_unknown();
  /// These bytes reached the server and are no request that can be parsed: whatever streams they
  /// name may have been written to.
  void sent_foreign_bytes(const std::string& bytes);

  /// Checks an exchange that has ended against every rule. Returns the violations, in the order of
  /// the rules.
  std::vector<Violation> observe(const Exchange& exchange);

  /// Forgets every stream: what follows has nothing to do with them. The records are kept.
  void forget();

  [[nodiscard]] const std::vector<RuleRecord>& records() const { return records_; }

 private:
  [[nodiscard]] bool is_ignored(std::string_view header) const;
  [[nodiscard]] std::optional<Exchange> without_what_is_ignored(const Exchange& exchange) const;
  void note_sent(const Exchange& exchange);
  std::vector<Violation> take(const Exchange& exchange);
  std::vector<Violation> judge(const ObservedExchange& seen);
  [[nodiscard]] std::optional<ForkBase> fork_base(const ObservedExchange& seen) const;

  std::vector<Rule> rules_;
  std::vector<RuleRecord> records_;
  std::vector<std::string_view> ignored_headers_;
  std::string common_query_;
  StreamRegistry streams_;
  LogicalTime now_ = 0;
};

/// The query of the target that a journal was written with (Judge::set_common_query): what is in
/// the URLs of all requests for streams, if streams were created, since the protocol gives creation
/// no parameters.
[[nodiscard]] std::string common_query_of(std::span<const Exchange> journal);

/// Judges a journal: announces and observes its exchanges in the order of their times.
void judge_journal(Judge& judge, std::span<const Exchange> journal);

}  // namespace conform
