// Offsets (section 8): their form, and the order and uniqueness of those of one stream.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "harness/judge/quote.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;

bool response_has_offset(const ObservedExchange& seen) {
  return !seen.offsets.empty();
}

Check each_offset(bool (*fits)(std::string_view), std::string expected) {
  return [fits, expected = std::move(expected)](const ObservedExchange& seen) {
    for (const auto offset : seen.offsets) {
      if (!fits(offset)) {
        return MaybeMismatch{{expected, fmt::format("the offset {}", quote(offset, 300))}};
      }
    }
    return MaybeMismatch{};
  };
}

bool has_no_forbidden_character(std::string_view offset) {
  return offset.find_first_of(",&=?/") == std::string_view::npos;
}

bool is_short(std::string_view offset) {
  return offset.size() < 256;
}

/// Characters allowed unescaped in a query (RFC 3986 3.4).
bool is_url_safe(std::string_view offset) {
  constexpr std::string_view safe =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*+,;:@/?&=";
  return offset.find_first_not_of(safe) == std::string_view::npos;
}

bool has_placed_offset(const ObservedExchange& seen) {
  return !seen.pieces.empty() &&
         std::any_of(seen.pieces.begin(), seen.pieces.end(),
                     [](const Piece& piece) { return piece.next_offset.has_value(); });
}

std::string place(std::string_view offset, std::size_t position) {
  return fmt::format("{} at position {}", quote(offset), position);
}

/// A response that lacks data is reported for that alone (R39): its offset cannot be checked.
bool lacks_data(const Piece& piece, const ObservedExchange& seen) {
  return piece.claims_tail && piece.end() < seen.content().total_at(seen.sent);
}

MaybeMismatch has_one_position(const ObservedExchange& seen) {
  const auto& positions = seen.content().positions;
  for (const auto& piece : seen.pieces) {
    if (lacks_data(piece, seen)) continue;
    const auto known = positions.find(piece.next_offset.value_or(""));
    if (known != positions.end() && known->second != piece.end()) {
      return Mismatch{place(known->first, known->second), place(known->first, piece.end())};
    }
  }
  return std::nullopt;
}

/// The known offsets around this one must sort before and after it. Two offsets for one position
/// are accepted: the protocol forbids only the converse.
MaybeMismatch sorts_by_position(const ObservedExchange& seen) {
  const auto& positions = seen.content().positions;
  for (const auto& piece : seen.pieces) {
    const bool is_new = piece.next_offset && !positions.contains(*piece.next_offset);
    if (!is_new || lacks_data(piece, seen)) continue;
    const auto after = positions.upper_bound(*piece.next_offset);
    if (after != positions.end() && after->second < piece.end()) {
      return Mismatch{fmt::format("an offset greater than {}", place(after->first, after->second)),
                      place(*piece.next_offset, piece.end())};
    }
    if (after != positions.begin() && std::prev(after)->second > piece.end()) {
      const auto before = std::prev(after);
      return Mismatch{fmt::format("an offset less than {}", place(before->first, before->second)),
                      place(*piece.next_offset, piece.end())};
    }
  }
  return std::nullopt;
}

/// New data, not a producer's duplicate, whose response may be the old one.
bool is_append_after_tail(const ObservedExchange& seen) {
  const StreamLifetime* stream = seen.stream();
  const bool is_new =
      seen.status() == 200 || (seen.status() == 204 && !seen.request.has_producer_headers);
  if (!seen.is(Method::post) || !is_new || stream == nullptr ||
      !stream->content.tail_at(seen.sent) || !seen.header("Stream-Next-Offset")) {
    return false;
  }
  const auto data = Content::appended(seen.exchange.request.body, stream->content.known.is_json());
  return data && !data->empty();
}

MaybeMismatch is_past_tail(const ObservedExchange& seen) {
  const auto tail = *seen.content().tail_at(seen.sent);
  if (seen.text("Stream-Next-Offset") > tail) return std::nullopt;
  return wrong_header(fmt::format("an offset greater than {}, handed out before", quote(tail)),
                      seen, "Stream-Next-Offset");
}

/// A response that names the tail, and cannot come from a cache.
Applies gives_tail(Method method, std::string offset) {
  return [=, offset = std::move(offset)](const ObservedExchange& seen) {
    const bool has_tail = seen.is(method, 200) &&
                          (method == Method::head || (seen.request.mode == ReadMode::catch_up &&
                                                      seen.request.offset == offset));
    return has_tail && seen.stream() != nullptr && seen.content().tail_at(seen.sent) &&
           seen.is_fresh() && seen.header("Stream-Next-Offset");
  };
}

/// Certain only if the offset was given out before for less data than existed when the request was
/// sent. A new offset may sort anywhere between those of its position (R25).
bool names_earlier_position(const ObservedExchange& seen, std::string_view offset) {
  const StreamContent& content = seen.content();
  const auto* tail = content.tail_at(seen.sent);
  const auto known = content.position_of(offset);
  const auto of_tail = tail == nullptr ? std::nullopt : content.position_of(*tail);
  return known && of_tail && *known < *of_tail;
}

MaybeMismatch is_not_before_tail(const ObservedExchange& seen) {
  const auto offset = seen.text("Stream-Next-Offset");
  if (!names_earlier_position(seen, offset)) return std::nullopt;
  return wrong_header(fmt::format("the tail, not before {}, handed out before",
                                  quote(*seen.content().tail_at(seen.sent))),
                      seen, "Stream-Next-Offset");
}

/// A close without data while no other write is under way.
bool closes_at_known_tail(const ObservedExchange& seen) {
  return seen.is(Method::post, 204) && seen.request.closes && !seen.request.has_body &&
         seen.stream() != nullptr && seen.content().last_tail &&
         seen.content().position_of(*seen.content().last_tail) &&
         seen.history.unwritten_since(seen.sent) && seen.header("Stream-Next-Offset");
}

/// Another offset is not necessarily another position (R25).
MaybeMismatch keeps_tail(const ObservedExchange& seen) {
  const StreamContent& content = seen.content();
  const std::string tail = content.last_tail.value_or("");
  const auto before = content.position_of(tail);
  const auto after = content.position_of(seen.text("Stream-Next-Offset"));
  if (!after || after == before) return std::nullopt;
  return wrong_header(fmt::format("the unchanged tail {}", quote(tail)), seen,
                      "Stream-Next-Offset");
}

}  // namespace

std::vector<Rule> offset_rules() {
  return {
      {must("offset-characters", "8/characters", "Offsets hold none of , & = ? and /"),
       response_has_offset,
       each_offset(has_no_forbidden_character, "an offset without , & = ? and /")},
      {must("offset-not-reserved", "8/reserved-values",
            "-1 and now are never handed out as offsets"),
       response_has_offset, each_offset(is_not_sentinel, "an offset other than -1 and now")},
      {should("offset-short", "8/short", "Offsets have fewer than 256 characters"),
       response_has_offset, each_offset(is_short, "an offset of fewer than 256 characters")},
      {should("offset-url-safe", "8/url-safe", "Offsets need no percent-encoding"),
       response_has_offset, each_offset(is_url_safe, "an offset that may stand in a URL as it is")},
      {must("offset-unique", "8/unique", "An offset names one position only"), has_placed_offset,
       has_one_position},
      {must("offset-sortable", "8/sortable", "Offsets sort as bytes in the order of positions"),
       has_placed_offset, sorts_by_position},
      {must("offset-increases", "8/strictly-increasing",
            "An append's offset is greater than all handed out before"),
       is_append_after_tail, is_past_tail},
      {must("head-tail-current", "5.5/next-offset", "The tail that HEAD reports never falls back"),
       gives_tail(Method::head, ""), is_not_before_tail},
      {must("now-tail-current", "8/now-next-offset",
            "The tail that offset=now reports never falls back"),
       gives_tail(Method::get, "now"), is_not_before_tail},
      {must("close-keeps-tail", "5.3/next-offset-unchanged",
            "Closing without data leaves the tail where it was"),
       closes_at_known_tail, keeps_tail},
  };
}

}  // namespace conform
