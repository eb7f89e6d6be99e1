// What is known of a stream's content: the data that was acknowledged, how much of it, and which
// positions the offsets name that were handed out.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/content.hpp"
#include "harness/judge/logical_time.hpp"
#include "harness/judge/piece.hpp"
#include "harness/judge/timeline.hpp"

namespace conform {

using OffsetPositions = std::map<std::string, std::size_t, std::less<>>;

struct StreamContent {
  Content known;              ///< its beginning, as far as it is certain
  bool base_known = true;     ///< false where what it began with cannot be told
  bool complete = true;       ///< `known` is all that was acknowledged
  std::size_t total = 0;      ///< positions acknowledged; a lower bound when an append is uncertain
  std::size_t inherited = 0;  ///< positions that a fork with a known base has from its source
  bool append_uncertain = false;  ///< an append may have happened without an answer, or may yet
  OffsetPositions positions;      ///< of offsets handed out
  std::optional<std::string> last_tail;  ///< offset of the last write, while nothing is in doubt
  TimedValues<std::size_t> totals;       ///< `total` since each tick
  TimedValues<std::string> tails;        ///< greatest offset seen since each tick

  /// Positions whose acknowledgement had come by then.
  [[nodiscard]] std::size_t total_at(LogicalTime when) const;
  /// The greatest offset that had been handed out by then; null when there was none.
  [[nodiscard]] const std::string* tail_at(LogicalTime when) const { return tails.at(when); }
  [[nodiscard]] std::optional<std::size_t> position_of(std::string_view offset) const;

  /// The stream was created, `base` in it, nullopt where that cannot be told.
  void begin(std::optional<Content> base, bool json, LogicalTime now);
  /// The base was inherited; of the source, these offsets name places in it.
  void inherit(OffsetPositions source_positions);
  /// The creation named this tail; `overlapped` by appends that may have met the new stream.
  void name_first_tail(std::optional<std::string_view> tail, bool overlapped, LogicalTime now);
  /// An append was acknowledged that named this tail. `data` is nullopt where it cannot be told.
  void append(const std::optional<Content>& data, std::optional<std::string_view> tail,
              Timeline::Overlap others, LogicalTime now);
  /// An append may have happened, or its data has no known place.
  void doubt_append();
  /// A read showed this while no append was in doubt.
  void show(const Piece& piece, LogicalTime now);
  /// This offset was given as the tail while no append was in doubt.
  void note_tail(std::string_view offset, LogicalTime now);

 private:
  void note_position(std::string_view offset, std::size_t position);
  void note_more(std::size_t more, LogicalTime now);
  [[nodiscard]] bool has_room_for(const Content& data) const;
};

}  // namespace conform
