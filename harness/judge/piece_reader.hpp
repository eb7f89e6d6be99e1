// Reads what an answer showed of a stream: data in its place, and the offsets handed out behind it.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/content.hpp"
#include "harness/judge/parsed_request.hpp"
#include "harness/judge/piece.hpp"
#include "harness/judge/sse_control.hpp"

namespace conform {

/// The pieces that a read from position `start` showed, as far as they can be told. `known` is the
/// beginning of the stream; behind data that disagrees with it positions mean nothing, so that
/// such a piece is the last one, and without the offset that it ended with.
[[nodiscard]] std::vector<Piece> read_pieces(const Exchange& exchange, ReadMode mode,
                                             const SseControls& controls, const Content& known,
                                             std::size_t start);

}  // namespace conform
