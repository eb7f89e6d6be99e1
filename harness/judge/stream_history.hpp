// What is known of one stream URL from the exchanges seen so far, and for certain: whatever a
// request under way, a lost answer or a re-creation makes doubtful counts as unknown.
//
// Order is told by ticks: the judge counts every request that goes out and every exchange that
// ends, so that of two exchanges one came before the other exactly when it ended at a smaller tick
// than the other was sent at. Clocks could not tell: in the simulation many things have one time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/content.hpp"
#include "harness/judge/inquiry.hpp"
#include "harness/judge/piece.hpp"
#include "harness/judge/sse_control.hpp"

namespace conform {

using Tick = std::uint64_t;

/// What was accepted of one idempotent producer (section 5.2.1).
struct ProducerTrace {
  std::uint64_t epoch = 0;
  std::uint64_t seq = 0;  ///< highest that an answer named in this epoch
  Tick seen = 0;
};

/// One representation that an ETag has named.
struct TaggedAnswer {
  std::size_t digest = 0;  ///< of its content
  bool closed = false;
  std::uint64_t exchange = 0;
};

/// Where an ETag was given last, and what it named there.
struct GivenTag {
  std::uint64_t life = 0;  ///< of the stream, as `StreamHistory::life` counts them
  std::string url;         ///< without what only makes it fresh
  std::optional<std::size_t>
      tail;  ///< the position at which the answer ended, where it was the end
  bool closed = false;
};

/// The life of a stream from one creation to its end.
struct Incarnation {
  Tick began = 0;
  std::string type;
  bool is_fork = false;
  bool base_known = true;     ///< false where what it began with cannot be told
  std::size_t inherited = 0;  ///< positions that a fork with a known base has from its source
  bool may_expire = false;
  Content known;          ///< the beginning of its content, as far as it is certain
  bool complete = true;   ///< `known` is all that was acknowledged
  std::size_t total = 0;  ///< positions acknowledged; a lower bound when an append is uncertain
  bool append_uncertain = false;  ///< an append may have happened without an answer, or may yet
  bool may_be_closed = false;     ///< a request that could close it has gone out
  std::optional<Tick> closed;     ///< when its closing was acknowledged
  std::map<std::string, std::size_t, std::less<>> positions;  ///< of offsets handed out
  std::vector<std::pair<Tick, std::size_t>> totals;           ///< `total` since each tick
  std::vector<std::pair<Tick, std::string>> tails;  ///< greatest offset seen since each tick
  std::optional<std::string> last_tail;  ///< offset of the last write, while nothing is in doubt
  std::map<std::string, ProducerTrace, std::less<>> producers;
  std::map<std::pair<std::string, std::string>, TaggedAnswer> tagged;  ///< by URL and ETag

  /// Positions whose acknowledgement had come by then.
  [[nodiscard]] std::size_t total_at(Tick when) const;
  /// The greatest offset that had been handed out by then; null when there was none.
  [[nodiscard]] const std::string* tail_at(Tick when) const;
  [[nodiscard]] std::optional<std::size_t> position_of(std::string_view offset) const;
};

/// What a fork gets from its source.
struct Heritage {
  std::string type;
  bool may_expire = false;
  std::optional<Content> content;  ///< nullopt where it is not known whole
  std::map<std::string, std::size_t, std::less<>> positions;  ///< of offsets before the fork's own
};

class StreamHistory {
 public:
  /// A request to the stream goes out.
  void sent(const Exchange& exchange, Tick now);

  /// An exchange has ended: takes it off what is under way and tells when it was sent, 0 when
  /// nobody announced it.
  Tick ended(const Exchange& exchange, const Inquiry& inquiry);

  /// Draws what the exchange teaches. To be called after it was judged. A fork's creation comes
  /// with what is known of its source.
  void learn(const Exchange& exchange, const Inquiry& inquiry, const std::vector<Piece>& pieces,
             const std::optional<Heritage>& heritage, Tick sent, Tick now);

  /// What a fork of this stream has got from it, if its creation was sent at `sent` and has just
  /// ended; nullopt when the stream is in doubt, or the offset may be invented.
  [[nodiscard]] std::optional<Heritage> heritage(const BranchPoint& branch, Tick sent) const;

  /// Something may have written to the stream without a trace here: nothing more is concluded.
  void doubt() { unknowable_ = true; }

  /// The stream as an exchange sent at `sent` must have found it; null when that is in doubt.
  [[nodiscard]] const Incarnation* alive(Tick sent) const;
  /// No append is under way or in doubt: all that a read can show has been acknowledged.
  [[nodiscard]] bool settled() const;
  /// No write ended since then, and none is under way or in doubt.
  [[nodiscard]] bool unwritten_since(Tick when) const;
  /// No cache can hold the answer to this request: its URL was asked for only this once, or the
  /// answer may not be stored.
  [[nodiscard]] bool is_fresh(const Exchange& exchange) const;
  /// A cache may have given what an earlier stream at this URL had to say.
  [[nodiscard]] bool may_be_of_earlier_stream(const Exchange& exchange) const;
  /// The position from which a read shows the stream; nullopt when it is not known.
  [[nodiscard]] std::optional<std::size_t> start_of(const Exchange& exchange,
                                                    const Inquiry& inquiry, Tick sent) const;
  /// What the answer to a read showed; nothing when the position it began at is not known.
  [[nodiscard]] std::vector<Piece> pieces(const Exchange& exchange, const Inquiry& inquiry,
                                          Tick sent, const SseControls& controls) const;
  /// Its data holds what could be read as fields of events, where a server lets it through.
  /// Which of the stream's lives this is, counted from 1.
  [[nodiscard]] std::uint64_t life() const { return life_; }
  /// Every ETag that an answer gave, without W/ and quotes; null where there were too many.
  [[nodiscard]] const std::map<std::string, GivenTag>* given_tags() const {
    return tags_are_all_known_ ? &given_tags_ : nullptr;
  }
  /// How many requests have gone out that would make this one a duplicate (5.2.1), itself among
  /// them; nullopt where that is not known.
  [[nodiscard]] std::optional<std::size_t> claims_from(const ProducerStamp& stamp) const;
  [[nodiscard]] bool holds_event_fields() const { return holds_event_fields_; }
  void note_event_fields() { holds_event_fields_ = true; }
  [[nodiscard]] bool is_idle() const { return under_way_.empty(); }
  [[nodiscard]] bool is_fork() const { return incarnation_ && incarnation_->is_fork; }

 private:
  enum class Kind { life, append, other };
  struct UnderWay {
    Instant at;
    Method method;
    std::string target;
    Kind kind;
    bool may_close;
    Tick tick;
  };

  static Kind kind_of(Method method);
  [[nodiscard]] bool any_under_way(Kind kind) const;
  void count_url(const Exchange& exchange);
  void learn_put(const Exchange& exchange, const Inquiry& inquiry,
                 const std::optional<Heritage>& heritage, Tick sent, Tick now);
  void learn_delete(const Exchange& exchange);
  void learn_post(const Exchange& exchange, const Inquiry& inquiry, Tick sent, Tick now);
  void begin(const Exchange& exchange, const Inquiry& inquiry,
             const std::optional<Heritage>& heritage, Tick sent, Tick now);
  void place(const Exchange& exchange, const Inquiry& inquiry, Tick sent, Tick now);
  void learn_producer(const Exchange& exchange, const Inquiry& inquiry, Tick now);
  void learn_pieces(const std::vector<Piece>& pieces, Tick now);
  void learn_head(const Exchange& exchange, Tick now);
  void learn_tag(const Exchange& exchange, const Inquiry& inquiry);
  void note_tag(const Exchange& exchange, const std::vector<Piece>& pieces);
  void note_claim(const Inquiry& inquiry);

  std::vector<UnderWay> under_way_;
  std::map<std::string, std::size_t, std::less<>> urls_;  ///< how often each was asked for
  std::unique_ptr<Incarnation> incarnation_;
  Tick last_life_end_ = 0;    ///< when the last PUT or DELETE ended
  Tick last_append_end_ = 0;  ///< when the last POST ended
  std::uint64_t life_ = 0;
  std::map<std::string, GivenTag> given_tags_;  ///< by what stands between the quotes
  bool tags_are_all_known_ = true;
  std::vector<ProducerStamp> claims_;
  bool claims_are_all_known_ = true;
  bool created_ = false;
  bool recreated_ = false;
  bool holds_event_fields_ = false;
  bool unknowable_ = false;  ///< a PUT or DELETE is lost, or writes went unseen
};

/// An entity tag without W/ and quotes.
[[nodiscard]] std::string_view opaque_tag(std::string_view tag);

/// The content type and body of a read as one number, for comparing; nullopt for a body that is no
/// JSON although its type says so.
[[nodiscard]] std::optional<std::size_t> content_digest(const http::Response& response);

}  // namespace conform
