// What is known for certain of one stream URL from the exchanges so far: whatever a request under
// way, a lost response or a re-creation makes uncertain counts as unknown.
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
  /// A request to the stream is about to be sent.
  void sent(const Exchange& exchange, LogicalTime now);

  /// An exchange has ended: removes it from those under way. Returns when it was sent, 0 if it was
  /// not announced.
  LogicalTime ended(const Exchange& exchange, const ParsedRequest& request);

  /// Learns from a read what the stream was created with, where that could be several things.
  void settle_base(const Exchange& exchange, const ParsedRequest& request, LogicalTime sent,
                   const SseControls& controls);

  /// Learns from the exchange, after it was judged. `fork_base`: for the creation of a fork, what
  /// is known of its source.
  void learn(const Exchange& exchange, const ParsedRequest& request,
             const std::vector<Piece>& pieces, const std::optional<ForkBase>& fork_base,
             LogicalTime sent, LogicalTime now);

  /// What a fork of this stream has inherited from it, if its creation was sent at `sent` and has
  /// just ended; nullopt if the stream is uncertain, or the offset may be invented.
  [[nodiscard]] std::optional<ForkBase> fork_base(const BranchPoint& branch,
                                                  LogicalTime sent) const;

  /// Something may have written to the stream unseen: nothing more is concluded.
  void mark_unknown() { timeline_.mark_unknown(); }
  /// Its data contains what could be parsed as SSE fields, if a server does not escape it.
  void note_event_fields() { holds_event_fields_ = true; }

  /// The stream as an exchange sent at `sent` must have found it; null if that is uncertain.
  [[nodiscard]] const StreamLifetime* current(LogicalTime sent) const;
  /// No append is under way or uncertain: all that a read can show has been acknowledged.
  [[nodiscard]] bool settled() const;
  /// No write ended since then, and none is under way or uncertain.
  [[nodiscard]] bool unwritten_since(LogicalTime when) const;
  /// A stream whose creation was sent then is open, unless its creation closed it: no request that
  /// overlaps it could have closed it.
  [[nodiscard]] bool begins_open(LogicalTime sent) const;
  /// The answer to this request cannot come from a cache: its URL was requested only this once, or
  /// the answer must not be stored.
  [[nodiscard]] bool is_fresh(const Exchange& exchange) const;
  /// The answer may come from a cache that stored it for an earlier stream at this URL.
  [[nodiscard]] bool may_be_of_earlier_stream(const Exchange& exchange) const;
  /// The position at which a read starts; nullopt if it is not known.
  [[nodiscard]] std::optional<std::size_t> start_of(const Exchange& exchange,
                                                    const ParsedRequest& request,
                                                    LogicalTime sent) const;
  /// What the response to a read showed; empty if its start position is not known.
  [[nodiscard]] std::vector<Piece> pieces(const Exchange& exchange, const ParsedRequest& request,
                                          LogicalTime sent, const SseControls& controls) const;
  /// Ordinal of the stream's current lifetime at this URL, from 1.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  /// Every ETag that was given; null if there were too many.
  [[nodiscard]] const GivenTags::ByTag* given_tags() const { return given_tags_.all(); }
  /// How many requests that would make this one a duplicate (5.2.1) have been sent, itself
  /// included; nullopt if that is not known.
  [[nodiscard]] std::optional<std::size_t> claims_from(const ProducerStamp& stamp) const;
  [[nodiscard]] bool holds_event_fields() const { return holds_event_fields_; }
  /// Approximate memory use of what is known of its content.
  [[nodiscard]] std::size_t weight() const {
    return current_ ? current_->content.known.weight() : 0;
  }
  [[nodiscard]] bool is_idle() const { return timeline_.is_idle(); }
  [[nodiscard]] bool is_fork() const { return current_ && current_->is_fork; }

 private:
  void learn_put(const Exchange& exchange, const ParsedRequest& request,
                 const std::optional<ForkBase>& fork_base, LogicalTime sent, LogicalTime now);
  void learn_delete(const Exchange& exchange);
  void learn_post(const Exchange& exchange, const ParsedRequest& request, LogicalTime sent,
                  LogicalTime now);
  void learn_read(const Exchange& exchange, const ParsedRequest& request,
                  const std::vector<Piece>& pieces, LogicalTime sent, LogicalTime now);

  Timeline timeline_;
  std::optional<StreamLifetime> current_;
  GivenTags given_tags_;
  ProducerRequests producer_requests_;
  std::uint64_t life_ = 0;
  bool holds_event_fields_ = false;
};

}  // namespace conform
