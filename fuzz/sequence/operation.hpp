// One operation of a client: a record of small numbers, each of which is a choice from the
// vocabulary. Every combination is valid, so that any bytes are a sequence of operations, and a
// small change of the bytes is a small change of the sequence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/sequence/record.hpp"

namespace conform::fuzz {

enum class Act : std::uint8_t {
  create,
  append,
  read,
  head,
  close,
  remove,
  long_poll,
  sse,
  hang_up,  ///< on the oldest live read or held-back append of that stream
  fork,
  pass_time,
  stop_reading,  ///< pauses the oldest event stream on that stream
  go_on,         ///< resumes a paused event stream, or completes a held-back append
};
inline constexpr std::size_t acts = 13;

/// What an operation chooses. 0 is always the simplest choice.
enum class Field : std::uint8_t {
  act,
  stream,     ///< which of the sequence's streams
  client,     ///< one client's requests wait for each other, those of several overlap
  type,       ///< Content-Type: for an append, 0 is that of the stream
  body,       ///< the grammar of the body
  size,       ///< of the body
  seed,       ///< selects a body of the grammar, an alteration of an offset or tag, a short time
  offset,     ///< where a read or fork begins; how much of an append is held back
  pick,       ///< which known or invented offset; the source of a fork
  producer,   ///< Producer-Id: 0 is none
  epoch,      ///< Producer-Epoch, relative to the correct one
  seq,        ///< Producer-Seq, relative to the correct one; the sub-offset of a fork
  order,      ///< Stream-Seq: 0 is none; the spelling of the query of a read
  lifetime,   ///< Stream-TTL and Stream-Expires-At, or headers of client libraries: 0 is none
  condition,  ///< If-None-Match and cursor: 0 is none
  closing,    ///< Stream-Closed: 0 is none, for a close it is "true"
};
inline constexpr std::size_t fields = 16;

inline constexpr std::size_t streams = 8;
/// The first streams have short names and are the sources of forks; the others have similar names
/// in pairs.
inline constexpr std::size_t plain_streams = 4;
inline constexpr std::size_t clients = 4;

/// How many choices a field has.
[[nodiscard]] std::size_t choices(Field field);
/// Whether the act uses the field.
[[nodiscard]] bool matters(Field field, Act act);

struct Operation : Record<Field, fields> {
  [[nodiscard]] Act act() const { return static_cast<Act>(value[0]); }
};

/// The same operation with every value in its range, and 0 for unused fields.
[[nodiscard]] Operation normal(Operation operation);

using Choices = std::initializer_list<std::pair<Field, std::size_t>>;
/// An act with these choices and otherwise 0, in its normal form.
[[nodiscard]] Operation operation_of(Act act, Choices chosen = {});

using Sequence = std::vector<Operation>;

/// A longer one is truncated.
inline constexpr std::size_t longest_sequence = 64;

/// Never fails: every `fields` bytes are an operation, in its normal form; a remainder is ignored.
[[nodiscard]] Sequence decode(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::vector<std::uint8_t> encode(const Sequence& sequence);

/// The name in reports: "create", "long-poll".
[[nodiscard]] std::string_view to_string(Act act);

}  // namespace conform::fuzz
