// What is known of one stream URL from the exchanges seen so far, and for certain: whatever a
// request under way, a lost answer or a re-creation makes doubtful counts as unknown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/entity_tags.hpp"
#include "harness/judge/logical_time.hpp"
#include "harness/judge/parsed_request.hpp"
#include "harness/judge/piece.hpp"
#include "harness/judge/producer_history.hpp"
#include "harness/judge/sse_control.hpp"
#include "harness/judge/stream_lifetime.hpp"
#include "harness/judge/timeline.hpp"

namespace conform {

class StreamHistory {
 public:
  /// A request to the stream goes out.
  void sent(const Exchange& exchange, LogicalTime now);

  /// An exchange has ended: takes it off what is under way and tells when it was sent, 0 when
  /// nobody announced it.
  LogicalTime ended(const Exchange& exchange, const ParsedRequest& parsed_request);

  /// Draws what the exchange teaches. To be called after it was judged. A fork's creation comes
  /// with what is known of its source.
  void learn(const Exchange& exchange, const ParsedRequest& parsed_request,
             const std::vector<Piece>& pieces, const std::optional<ForkBase>& fork_base,
             LogicalTime sent, LogicalTime now);

  /// What a fork of this stream has got from it, if its creation was sent at `sent` and has just
  /// ended; nullopt when the stream is in doubt, or the offset may be invented.
  [[nodiscard]] std::optional<ForkBase> fork_base(const BranchPoint& branch,
                                                  LogicalTime sent) const;

  /// Something may have written to the stream without a trace here: nothing more is concluded.
  void mark_unknown() { timeline_.mark_unknown(); }
  /// Its data holds what could be read as fields of events, where a server lets it through.
  void note_event_fields() { holds_event_fields_ = true; }

  /// The stream as an exchange sent at `sent` must have found it; null when that is in doubt.
  [[nodiscard]] const StreamLifetime* current(LogicalTime sent) const;
  /// No append is under way or in doubt: all that a read can show has been acknowledged.
  [[nodiscard]] bool settled() const;
  /// No write ended since then, and none is under way or in doubt.
  [[nodiscard]] bool unwritten_since(LogicalTime when) const;
  /// No cache can hold the answer to this request: its URL was asked for only this once, or the
  /// answer may not be stored.
  [[nodiscard]] bool is_fresh(const Exchange& exchange) const;
  /// A cache may have given what an earlier stream at this URL had to say.
  [[nodiscard]] bool may_be_of_earlier_stream(const Exchange& exchange) const;
  /// The position from which a read shows the stream; nullopt when it is not known.
  [[nodiscard]] std::optional<std::size_t> start_of(const Exchange& exchange,
                                                    const ParsedRequest& parsed_request,
                                                    LogicalTime sent) const;
  /// What the answer to a read showed; nothing when the position it began at is not known.
  [[nodiscard]] std::vector<Piece> pieces(const Exchange& exchange,
                                          const ParsedRequest& parsed_request, LogicalTime sent,
                                          const SseControls& controls) const;
  /// Which of the stream's lives this is, counted from 1.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  /// Every ETag that an answer gave; null where there were too many.
  [[nodiscard]] const GivenTags::ByTag* given_tags() const { return given_tags_.all(); }
  /// How many requests have gone out that would make this one a duplicate (5.2.1), itself among
  /// them; nullopt where that is not known.
  [[nodiscard]] std::optional<std::size_t> claims_from(const ProducerStamp& stamp) const;
  [[nodiscard]] bool holds_event_fields() const { return holds_event_fields_; }
  [[nodiscard]] bool is_idle() const { return timeline_.is_idle(); }
  [[nodiscard]] bool is_fork() const { return incarnation_ && incarnation_->is_fork; }

 private:
  void learn_put(const Exchange& exchange, const ParsedRequest& parsed_request,
                 const std::optional<ForkBase>& fork_base, LogicalTime sent, LogicalTime now);
  void learn_delete(const Exchange& exchange);
  void learn_post(const Exchange& exchange, const ParsedRequest& parsed_request, LogicalTime sent,
                  LogicalTime now);
  void learn_read(const Exchange& exchange, const ParsedRequest& parsed_request,
                  const std::vector<Piece>& pieces, LogicalTime sent, LogicalTime now);

  Timeline timeline_;
  std::optional<StreamLifetime> incarnation_;
  GivenTags given_tags_;
  ProducerRequests producer_requests_;
  std::uint64_t life_ = 0;
  bool holds_event_fields_ = false;
};

}  // namespace conform
