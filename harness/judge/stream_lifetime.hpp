// What is known of a stream from one creation to its end.
#pragma once

#include <optional>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/content.hpp"
#include "harness/judge/entity_tags.hpp"
#include "harness/judge/logical_time.hpp"
#include "harness/judge/parsed_request.hpp"
#include "harness/judge/producer_history.hpp"
#include "harness/judge/stream_content.hpp"
#include "harness/judge/timeline.hpp"

namespace conform {

/// What a fork gets from its source (section 4.2).
struct ForkBase {
  std::string type;
  bool may_expire = false;
  std::optional<Content> content;  ///< nullopt where it is not known whole
  OffsetPositions positions;       ///< of offsets before the fork's own
};

struct StreamLifetime {
  LogicalTime began = 0;
  std::string type;
  bool is_fork = false;
  bool may_expire = false;
  bool may_be_closed = false;         ///< a request that could close it has gone out
  std::optional<LogicalTime> closed;  ///< when its closing was acknowledged
  StreamContent content;
  ProducerTraces producers;
  TaggedAnswers tagged;

  /// The stream that a PUT sent at `sent` created, the only one of its time. A fork comes with what
  /// is known of its source.
  [[nodiscard]] static StreamLifetime created(const Exchange& exchange, const ParsedRequest& asked,
                                              const std::optional<ForkBase>& fork_base,
                                              const Timeline& timeline, LogicalTime sent,
                                              LogicalTime now);

  /// A POST sent while the stream was there was answered with success.
  void learn_append(const Exchange& exchange, const ParsedRequest& asked, Timeline::Overlap others,
                    LogicalTime now);

  /// What a fork at this point gets; nullopt when the offset may be invented. `settled` says that
  /// nobody wrote while the fork was made.
  [[nodiscard]] std::optional<ForkBase> fork_base(const BranchPoint& branch, bool settled) const;
};

}  // namespace conform
