// What is known of a stream from its creation to its end.
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

/// What a fork inherits from its source (section 4.2).
struct ForkBase {
  std::string type;
  bool may_expire = false;
  bool odd_lifetime = false;
  std::optional<Content> content;  ///< nullopt if not completely known
  OffsetPositions positions;       ///< of offsets before the fork's own data
};

struct StreamLifetime {
  LogicalTime began = 0;
  std::string type;
  bool is_fork = false;
  bool may_expire = false;
  /// Created with a TTL or a deadline that is not written as 5.1 says, or with an unknown one.
  bool odd_lifetime = false;
  bool may_be_closed = false;         ///< a request that could close it has been sent
  std::optional<LogicalTime> closed;  ///< when the close was acknowledged
  StreamContent content;
  ProducerTraces producers;
  TaggedAnswers tagged;

  /// The stream created by a PUT sent at `sent`, with no other PUT or DELETE under way.
  /// `fork_base`: for a fork, what is known of its source.
  [[nodiscard]] static StreamLifetime created(const Exchange& exchange,
                                              const ParsedRequest& request,
                                              const std::optional<ForkBase>& fork_base,
                                              const Timeline& timeline, LogicalTime sent,
                                              LogicalTime now);

  /// A POST to the existing stream was successful.
  void learn_append(const Exchange& exchange, const ParsedRequest& request,
                    Timeline::Overlap others, LogicalTime now);

  /// What a fork at this point inherits; nullopt if the offset may be invented. `settled`: no write
  /// happened during the creation of the fork.
  [[nodiscard]] std::optional<ForkBase> fork_base(const BranchPoint& branch, bool settled) const;
};

}  // namespace conform
