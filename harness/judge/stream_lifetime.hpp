// What is known of a stream from one creation to its end.
#pragma once

#include <optional>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/content.hpp"
#include "harness/judge/entity_tags.hpp"
#include "harness/judge/inquiry.hpp"
#include "harness/judge/logical_time.hpp"
#include "harness/judge/producer_history.hpp"
#include "harness/judge/stream_content.hpp"
#include "harness/judge/timeline.hpp"

namespace conform {

/// What a fork gets from its source (section 4.2).
struct Heritage {
  std::string type;
  bool may_expire = false;
  std::optional<Content> content;  ///< nullopt where it is not known whole
  OffsetPositions positions;       ///< of offsets before the fork's own
};

struct Incarnation {
  Tick began = 0;
  std::string type;
  bool is_fork = false;
  bool may_expire = false;
  bool may_be_closed = false;  ///< a request that could close it has gone out
  std::optional<Tick> closed;  ///< when its closing was acknowledged
  StreamContent content;
  ProducerTraces producers;
  TaggedAnswers tagged;

  /// The stream that a PUT sent at `sent` created, the only one of its time. A fork comes with what
  /// is known of its source.
  [[nodiscard]] static Incarnation created(const Exchange& exchange, const Inquiry& asked,
                                           const std::optional<Heritage>& heritage,
                                           const Timeline& timeline, Tick sent, Tick now);

  /// A POST sent while the stream was there was answered with success.
  void learn_append(const Exchange& exchange, const Inquiry& asked, Timeline::Overlap others,
                    Tick now);

  /// What a fork at this point gets; nullopt when the offset may be invented. `settled` says that
  /// nobody wrote while the fork was made.
  [[nodiscard]] std::optional<Heritage> heritage(const BranchPoint& branch, bool settled) const;
};

}  // namespace conform
