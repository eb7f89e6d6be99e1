// What a response showed of a stream: data at its positions, and the offsets given out after it.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/content.hpp"
#include "harness/judge/parsed_request.hpp"
#include "harness/judge/piece.hpp"
#include "harness/judge/sse_control.hpp"

namespace conform {

/// The pieces that a read from position `start` showed, as far as can be determined. `known` is the
/// beginning of the stream. After data that disagrees with it, positions are meaningless: that
/// piece is the last one, without its offset.
[[nodiscard]] std::vector<Piece> read_pieces(const Exchange& exchange, ReadMode mode,
                                             const SseControls& controls, const Content& known,
                                             std::size_t start);

}  // namespace conform
