// One malformed or unusual message on a raw connection: what is sent, and how. It is a record of
// small numbers, each a choice. Every combination is valid, so that any bytes are a sequence of
// acts, and a small change of the bytes is a small change of the sequence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fuzz/sequence/record.hpp"

namespace conform::malformed {

/// What an act chooses. 0 is always the simplest choice: all zeros are one well-formed read.
enum class Field : std::uint8_t {
  front,     ///< what is sent before it on the same connection: 0 is nothing
  line,      ///< the shape of the request line
  method,    ///< 0 is GET
  target,    ///< 0 is the act's own stream
  host,      ///< the Host field
  field,     ///< an unusual header field: 0 is none
  place,     ///< the position of that field: 0 is last
  framing,   ///< how the length of the body is given: 0 is not at all
  chunks,    ///< the form of the chunks, if there are any
  body,      ///< 0 is none
  size,      ///< of whatever is long or repeated
  newline,   ///< how lines end
  behind,    ///< what follows on the same connection: 0 is nothing
  delivery,  ///< at once, or in pieces
  cut,       ///< how much of the end is not sent: 0 is nothing
  ending,    ///< what the client does after sending
};
inline constexpr std::size_t fields = 16;

/// How many choices a field has.
[[nodiscard]] std::size_t choices(Field field);

using Act = fuzz::Record<Field, fields>;

/// The same act with every value in its range.
[[nodiscard]] Act normal(Act act);

/// One act after the other, each on a new connection.
using Sequence = std::vector<Act>;

/// A longer one is truncated.
inline constexpr std::size_t longest_sequence = 8;

/// Never fails: every `fields` bytes are an act; a remainder is ignored.
[[nodiscard]] Sequence decode(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::vector<std::uint8_t> encode(const Sequence& sequence);

}  // namespace conform::malformed
