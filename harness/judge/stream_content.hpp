// What is known of a stream's content: the data acknowledged, its length, and the positions of the
// offsets given out.
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
  bool base_known = true;     ///< false if the content it was created with is unknown
  bool complete = true;       ///< `known` is all that was acknowledged
  std::size_t total = 0;      ///< positions acknowledged; a lower bound if an append is uncertain
  std::size_t inherited = 0;  ///< positions that a fork with a known base has from its source
  bool append_uncertain = false;         ///< an unacknowledged append may have happened, or may yet
  OffsetPositions positions;             ///< of the offsets given out
  std::optional<std::string> last_tail;  ///< offset after the last write, if it is certain
  TimedValues<std::size_t> totals;       ///< `total` from each tick on
  TimedValues<std::string> tails;        ///< greatest offset seen, from each tick on
  /// What it may have been created with, if the base is one of these: the messages of an array in
  /// the creating PUT, or the array as one message.
  std::vector<Content> possible_bases{};

  /// Positions acknowledged by then.
  [[nodiscard]] std::size_t total_at(LogicalTime when) const;
  /// The greatest offset given out by then; null if there was none.
  [[nodiscard]] const std::string* tail_at(LogicalTime when) const { return tails.at(when); }
  [[nodiscard]] std::optional<std::size_t> position_of(std::string_view offset) const;

  /// The stream was created with `base` as its content, nullopt if that is unknown.
  void begin(std::optional<Content> base, bool json, LogicalTime now);
  /// After `begin`: these are the possible bases. Nothing is kept if they are too large.
  void begin_with_one_of(std::vector<Content> bases);
  /// A read has shown which of the possible bases it is.
  void settle_base(Content base);
  /// The base was inherited; these are the source's offsets within it.
  void inherit(OffsetPositions source_positions);
  /// The response to the creation named this tail. `overlapped`: appends were under way that may
  /// have gone to the new stream.
  void name_first_tail(std::optional<std::string_view> tail, bool overlapped, LogicalTime now);
  /// An append was acknowledged with this tail. `data` is nullopt if it is unknown.
  void append(const std::optional<Content>& data, std::optional<std::string_view> tail,
              Timeline::Overlap others, LogicalTime now);
  /// An append may have happened, or its data has no known position.
  void mark_append_unknown();
  /// A read showed this while no append was uncertain.
  void show(const Piece& piece, LogicalTime now);
  /// This offset was given as the tail while no append was uncertain.
  void note_tail(std::string_view offset, LogicalTime now);
  /// Marks the first piece of an event stream that lacks nothing but spaces at the start of lines,
  /// and drops what follows from that.
  void mark_lost_spaces(std::vector<Piece>& pieces) const;
  /// Marks the first piece whose data ends before the position of its offset, and drops what
  /// follows from that.
  void mark_lost_data(std::vector<Piece>& pieces) const;

 private:
  void note_position(std::string_view offset, std::size_t position);
  void note_more(std::size_t more, LogicalTime now);
  [[nodiscard]] bool can_hold(const Content& data) const;
};

}  // namespace conform
