// One thing that a client does which no HTTP client would: what it sends on a bare connection, and
// how. A few small numbers, each a choice; every combination means something, so that any bytes are
// a sequence of acts, and a small change of the bytes is a small change of the sequence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fuzz/sequence/record.hpp"

namespace conform::malformed {

/// What an act chooses. 0 is always the plainest choice: all zeros are one well-formed read.
enum class Field : std::uint8_t {
  front,     ///< what goes before on the same connection: 0 is nothing
  line,      ///< the shape of the request line
  method,    ///< 0 is GET
  target,    ///< 0 is the act's own stream
  host,      ///< the Host field
  field,     ///< an odd header field: 0 is none
  place,     ///< where it stands: 0 is last
  framing,   ///< how the length of the body is told: 0 is not at all
  chunks,    ///< how the chunks look, where there are any
  body,      ///< 0 is none
  size,      ///< of what is long or many
  newline,   ///< how lines end
  behind,    ///< what follows on the same connection: 0 is nothing
  delivery,  ///< at once, or in pieces
  cut,       ///< how much is left out at the end: 0 is nothing
  ending,    ///< what is done when all is sent
};
inline constexpr std::size_t fields = 16;

/// How many choices a field has.
[[nodiscard]] std::size_t choices(Field field);

using Act = fuzz::Record<Field, fields>;

/// The same act with every value in its range.
[[nodiscard]] Act normal(Act act);

/// Each act has a connection of its own, one after the other.
using Sequence = std::vector<Act>;

/// A longer one is cut.
inline constexpr std::size_t longest_sequence = 8;

/// Total: every `fields` bytes are an act; what is left over is ignored.
[[nodiscard]] Sequence decode(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::vector<std::uint8_t> encode(const Sequence& sequence);

}  // namespace conform::malformed
