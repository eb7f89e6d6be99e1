// One thing that a client of a campaign does: a few small numbers, each of which chooses among
// what the vocabulary has. Every combination means something, so that any bytes are a sequence of
// operations, and a small change of the bytes is a small change of the sequence.
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
  hang_up,  ///< of what has been open for longest on that stream: a live read, or a held append
  fork,
  pass_time,
  stop_reading,  ///< of the event stream of that stream that has been open for longest
  go_on,         ///< with the event stream that is not read, or the append that is held back
};
inline constexpr std::size_t acts = 13;

/// What an operation chooses. 0 is always the plainest choice.
enum class Field : std::uint8_t {
  act,
  stream,     ///< to which of the sequence's streams
  client,     ///< who does it: one client's requests wait for each other, those of two overlap
  type,       ///< Content-Type: for an append, 0 is that of the stream
  body,       ///< which grammar the body comes from
  size,       ///< how large
  seed,       ///< which of its bodies; how a read alters what it was given; a short time
  offset,     ///< where a read or a fork begins; how much of an append is held back
  pick,       ///< which of several known offsets, or invented ones; the source of a fork
  producer,   ///< Producer-Id: 0 is none
  epoch,      ///< Producer-Epoch, from what is right
  seq,        ///< Producer-Seq, from what is right; the sub-offset of a fork
  order,      ///< Stream-Seq: 0 is none; how the query of a read is spelt
  lifetime,   ///< Stream-TTL and Stream-Expires-At, or what client libraries add: 0 is none
  condition,  ///< If-None-Match and cursor: 0 is none
  closing,    ///< Stream-Closed: 0 is none, for a close it is "true"
};
inline constexpr std::size_t fields = 16;

inline constexpr std::size_t streams = 8;
/// The first of them have short names and are what forks come from; the others are alike in pairs.
inline constexpr std::size_t plain_streams = 4;
inline constexpr std::size_t clients = 4;

/// How many choices a field has.
[[nodiscard]] std::size_t choices(Field field);
/// Whether the field makes a difference to what the act does.
[[nodiscard]] bool matters(Field field, Act act);

struct Operation : Record<Field, fields> {
  [[nodiscard]] Act act() const { return static_cast<Act>(value[0]); }
};

/// The same operation with every value in its range and 0 where it makes no difference.
[[nodiscard]] Operation normal(Operation operation);

using Choices = std::initializer_list<std::pair<Field, std::size_t>>;
/// An act with these choices and else the plainest, in its normal form.
[[nodiscard]] Operation operation_of(Act act, Choices chosen = {});

using Sequence = std::vector<Operation>;

/// A longer one is cut.
inline constexpr std::size_t longest_sequence = 64;

/// Total: every `fields` bytes are an operation, in its normal form; what is left over is ignored.
[[nodiscard]] Sequence decode(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::vector<std::uint8_t> encode(const Sequence& sequence);

/// "create", "long-poll": for people.
[[nodiscard]] std::string_view to_string(Act act);

}  // namespace conform::fuzz
