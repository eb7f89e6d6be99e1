// What is checked after a restart: each check is one result of the command.
#pragma once

#include <span>
#include <string_view>

#include "harness/durability/operation.hpp"
#include "harness/scenario/requirement.hpp"

namespace conform::durability {

enum class Check {
  ready,
  start_up,
  content,
  extra,
  messages,
  half,
  full_disk,
  read_only_disk,
  offsets,
  media_type,
  closed,
  close_with_append,
  deleted,
  soft_deleted,
  fork_count,
  forks,
  producer_retry,
  producer_epoch,
  open_retry,
  closing_retry,
  stream_seq,
  lifetime,
  etag,
  subscription,
};

struct CheckInfo {
  Check check;
  std::string_view id;           ///< "durability.content"
  std::string_view title;        ///< what a correct server does
  std::string_view requirement;  ///< its id
  Level level = Level::must;
  std::string_view needs{};  ///< a capability; empty for none
};

[[nodiscard]] std::span<const CheckInfo> all_checks();
[[nodiscard]] const CheckInfo& info(Check check);

/// The level at which a violation counts after the server ended in this way (docs/durability.md).
[[nodiscard]] Level level_of(Check check, Signal signal);

}  // namespace conform::durability
