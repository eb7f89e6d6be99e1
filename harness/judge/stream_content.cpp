#include "harness/judge/stream_content.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace conform {
namespace {

// Limits on what is kept of one stream. Beyond them less is known, and less is checked.
constexpr std::size_t max_known_weight = std::size_t{1} << 20;
constexpr std::size_t max_positions = 1 << 16;

/// As a reader of an event stream gets it whose data: has no space of its own.
std::string without_first_spaces(std::string_view text) {
  std::string kept;
  bool begins_line = true;
  for (const char c : text) {
    if (!begins_line || c != ' ') kept += c;
    begins_line = c == '\n';
  }
  return kept;
}

/// Nothing else is concluded from a piece that lacks data, or from those after it.
void drop_consequences(std::vector<Piece>& pieces, std::vector<Piece>::iterator wrong) {
  wrong->agrees = false;
  wrong->next_offset.reset();
  wrong->claims_tail = wrong->claims_end = false;
  pieces.erase(std::next(wrong), pieces.end());
}

}  // namespace

std::size_t StreamContent::total_at(LogicalTime when) const {
  const auto* entry = totals.at(when);
  return entry ? *entry : 0;
}

std::optional<std::size_t> StreamContent::position_of(std::string_view offset) const {
  if (offset == "-1") return 0;
  const auto found = positions.find(offset);
  return found == positions.end() ? std::nullopt : std::optional(found->second);
}

void StreamContent::begin(std::optional<Content> base, bool json, LogicalTime now) {
  base_known = complete = base.has_value();
  known = base ? *std::move(base) : Content::none(json);
  note_more(known.size(), now);
}

void StreamContent::begin_with_one_of(std::vector<Content> bases) {
  const bool fit = std::all_of(bases.begin(), bases.end(),
                               [this](const Content& base) { return can_hold(base); });
  if (fit) possible_bases = std::move(bases);
}

void StreamContent::settle_base(Content base) {
  const auto size = base.size();
  base_known = true;
  complete = total == 0 && can_hold(base);
  known = std::move(base);
  total += size;
  totals.change([=](std::size_t& value) { value += size; });
  possible_bases.clear();
}

void StreamContent::inherit(OffsetPositions source_positions) {
  inherited = known.size();
  positions = std::move(source_positions);
}

void StreamContent::name_first_tail(std::optional<std::string_view> tail, bool overlapped,
                                    LogicalTime now) {
  append_uncertain = overlapped;
  if (!tail) return;
  note_tail(*tail, now);
  if (overlapped) return;
  last_tail = *tail;
  if (base_known) note_position(*tail, total);
}

void StreamContent::append(const std::optional<Content>& data, std::optional<std::string_view> tail,
                           Timeline::Overlap others, LogicalTime now) {
  if (!data) {
    mark_append_unknown();
    return;
  }
  const bool settled = !append_uncertain && others != Timeline::Overlap::under_way;
  const bool alone = settled && others == Timeline::Overlap::none;
  note_more(data->size(), now);
  last_tail.reset();
  if (tail && settled) note_tail(*tail, now);
  if (tail && alone) {
    last_tail = *tail;
    if (base_known) note_position(*tail, total);
  }
  complete = complete && alone && can_hold(*data);
  if (complete) known.append(*data);
}

void StreamContent::mark_append_unknown() {
  append_uncertain = true;
  last_tail.reset();
}

void StreamContent::show(const Piece& piece, LogicalTime now) {
  const auto before = known.size();
  const bool extends = piece.start <= before && piece.end() > before &&
                       !known.first_difference(piece.start, piece.data);
  if (extends && can_hold(piece.data)) {
    known.append(piece.data.part(before - piece.start, piece.data.size()));
    complete = base_known && known.size() == total;
  }
  if (!piece.next_offset) return;
  note_tail(*piece.next_offset, now);
  note_position(*piece.next_offset, piece.end());
}

void StreamContent::note_tail(std::string_view offset, LogicalTime now) {
  const auto* last = tails.last();
  if (last == nullptr || *last < offset) tails.note(now, std::string(offset));
}

void StreamContent::mark_lost_spaces(std::vector<Piece>& pieces) const {
  for (auto piece = pieces.begin(); piece != pieces.end() && !known.is_json(); ++piece) {
    if (!piece->agrees || !piece->next_offset) continue;
    const auto end = position_of(*piece->next_offset);
    if (!end || *end <= piece->end() || *end > known.size()) continue;
    const auto whole = known.part(piece->start, *end - piece->start);
    if (without_first_spaces(whole.bytes()) != piece->data.bytes()) continue;
    piece->lost_spaces_before = end;
    return drop_consequences(pieces, piece);
  }
}

void StreamContent::mark_lost_data(std::vector<Piece>& pieces) const {
  for (auto piece = pieces.begin(); piece != pieces.end(); ++piece) {
    if (!piece->agrees || !piece->next_offset) continue;
    const auto end = position_of(*piece->next_offset);
    if (!end || *end <= piece->end()) continue;
    piece->lost_before = end;
    return drop_consequences(pieces, piece);
  }
}

void StreamContent::note_position(std::string_view offset, std::size_t position) {
  if (positions.size() < max_positions) positions.emplace(offset, position);
}

void StreamContent::note_more(std::size_t more, LogicalTime now) {
  total += more;
  totals.note(now, total);
}

bool StreamContent::can_hold(const Content& data) const {
  return known.weight() + data.weight() <= max_known_weight;
}

}  // namespace conform
