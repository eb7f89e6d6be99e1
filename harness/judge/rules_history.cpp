// What reads show of a stream, compared with what was acknowledged and read before.
#include <fmt/format.h>

#include <algorithm>

#include "harness/http/ascii.hpp"
#include "harness/http/media_type.hpp"
#include "harness/judge/json_text.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/rules.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;

std::string positions(std::size_t count, const StreamContent& content) {
  return fmt::format("{} {}", count, content.known.is_json() ? "messages" : "bytes");
}

bool reports_type(const ObservedExchange& seen) {
  const bool is_report = seen.is(ReadMode::catch_up, 200) || seen.is(ReadMode::long_poll, 200) ||
                         seen.is(Method::head, 200);
  return is_report && seen.stream() != nullptr && !seen.stream()->type.empty() &&
         !seen.history.may_be_of_earlier_stream(seen.exchange) && seen.header("Content-Type");
}

MaybeMismatch keeps_type(const ObservedExchange& seen) {
  if (http::same_media_type(seen.stream()->type, seen.text("Content-Type"))) return std::nullopt;
  return wrong_header(fmt::format("Content-Type: {}", quote(seen.stream()->type)), seen,
                      "Content-Type");
}

/// A creation while the stream existed, was not deleted and had no expiry.
bool is_put_of_existing(const ObservedExchange& seen) {
  return seen.is(Method::put) && seen.success() && seen.stream() != nullptr &&
         !seen.stream()->may_expire;
}

MaybeMismatch is_not_created(const ObservedExchange& seen) {
  if (seen.status() != 201) return std::nullopt;
  return Mismatch{"200 or 409 for a stream that exists", "status 201"};
}

/// A read of data of which a part was known before.
bool overlaps_known(const ObservedExchange& seen) {
  return !seen.pieces.empty() &&
         std::any_of(seen.pieces.begin(), seen.pieces.end(), [&](const Piece& piece) {
           const bool has_data =
               !piece.data.empty() || piece.lost_spaces_before || piece.lost_before;
           return has_data && piece.start < seen.content().known.size();
         });
}

enum class Kind { bytes, messages };

bool is_of_known_fork(const ObservedExchange& seen) {
  return seen.stream()->is_fork && seen.content().base_known;
}

Applies shows_known(Kind kind, bool base_known) {
  return [=](const ObservedExchange& seen) {
    return overlaps_known(seen) && seen.request.mode != ReadMode::sse &&
           seen.content().base_known == base_known && !is_of_known_fork(seen) &&
           seen.content().known.is_json() == (kind == Kind::messages);
  };
}

bool sse_shows_known(const ObservedExchange& seen) {
  return overlaps_known(seen) && seen.request.mode == ReadMode::sse;
}

constexpr std::size_t shown_positions = 32;

/// A reader that goes on from the offset never sees what lies between.
Mismatch lost_data(const Piece& piece, const StreamContent& content) {
  const auto missing = *piece.lost_before - piece.end();
  const auto part = content.known.part(piece.end(), std::min(missing, shown_positions));
  return {
      fmt::format("{} at position {}", part.quoted(), piece.end()),
      fmt::format("nothing: the offset that was given is that of position {}", *piece.lost_before)};
}

MaybeMismatch ends_at_its_offset(const ObservedExchange& seen) {
  for (const auto& piece : seen.pieces) {
    if (piece.lost_before) return lost_data(piece, seen.content());
  }
  return std::nullopt;
}

/// A read whose offset names a position that is known.
bool gives_known_offset(const ObservedExchange& seen) {
  return seen.request.mode != ReadMode::sse &&
         std::any_of(seen.pieces.begin(), seen.pieces.end(), [&](const Piece& piece) {
           return piece.lost_before ||
                  (piece.next_offset && seen.content().position_of(*piece.next_offset));
         });
}

MaybeMismatch agrees_with_known(const ObservedExchange& seen) {
  const bool over_sse = seen.request.mode == ReadMode::sse;
  const Content& known = seen.content().known;
  for (const auto& piece : seen.pieces) {
    if (piece.lost_spaces_before) {
      const auto whole = known.part(piece.start, *piece.lost_spaces_before - piece.start);
      return Mismatch{fmt::format("{} at position {}", whole.quoted(), piece.start),
                      fmt::format("{} there", piece.data.quoted())};
    }
    if (piece.lost_before && over_sse) return lost_data(piece, seen.content());
    const auto differs = known.first_difference(piece.start, piece.data);
    if (!differs) continue;
    const auto at = piece.start + *differs;
    return Mismatch{fmt::format("{} at position {}", known.part(at, shown_positions).quoted(), at),
                    fmt::format("{} there", piece.data.part(*differs, shown_positions).quoted())};
  }
  return std::nullopt;
}

bool shows_known_messages(const ObservedExchange& seen) {
  return overlaps_known(seen) && seen.content().known.is_json();
}

MaybeMismatch keeps_numbers(const ObservedExchange& seen) {
  const Content& known = seen.content().known;
  for (const auto& piece : seen.pieces) {
    const auto altered = known.first_altered(piece.start, piece.data);
    if (!altered) continue;
    return Mismatch{
        fmt::format("the number as it was appended, or refused with a 4xx: {}",
                    known.part(piece.start + *altered, 1).quoted()),
        fmt::format("{}, which is another number", piece.data.part(*altered, 1).quoted())};
  }
  return std::nullopt;
}

bool is_plain_reading(const ObservedExchange& seen) {
  return !seen.pieces.empty() && seen.request.mode != ReadMode::sse && seen.content().base_known;
}

bool shows_settled(const ObservedExchange& seen) {
  return is_plain_reading(seen) && seen.history.settled() && !is_of_known_fork(seen);
}

MaybeMismatch ends_by_total(const ObservedExchange& seen) {
  const auto& content = seen.content();
  const auto total = content.total;
  for (const auto& piece : seen.pieces) {
    if (!piece.agrees || piece.end() <= total) continue;
    const auto extra = piece.data.part(total - std::min(total, piece.start), piece.data.size());
    return Mismatch{
        fmt::format("no more than the {} {}", positions(total, content),
                    seen.stream()->is_fork ? "inherited and appended" : "appended"),
        fmt::format("{}, to the end with {}", positions(piece.end(), content), extra.quoted())};
  }
  return std::nullopt;
}

using Claim = bool Piece::*;

/// A read whose response says that there is no more, and cannot come from a cache.
Applies claims(Claim claim, bool over_sse) {
  return [=](const ObservedExchange& seen) {
    return !seen.pieces.empty() && (seen.request.mode == ReadMode::sse) == over_sse &&
           seen.content().base_known && seen.is_fresh() &&
           std::any_of(seen.pieces.begin(), seen.pieces.end(),
                       [=](const Piece& piece) { return piece.*claim; });
  };
}

Check shows_all_acknowledged(Claim claim) {
  return [=](const ObservedExchange& seen) -> MaybeMismatch {
    const auto& content = seen.content();
    const auto acknowledged = content.total_at(seen.sent);
    // If a plain read of a fork lacks inherited data, another rule reports that.
    const auto least = seen.request.mode == ReadMode::sse ? 0 : content.inherited;
    for (const auto& piece : seen.pieces) {
      if (piece.*claim && piece.end() >= least && piece.end() < acknowledged) {
        return Mismatch{fmt::format("the {} acknowledged before the request was sent",
                                    positions(acknowledged, content)),
                        fmt::format("an end after {}", positions(piece.end(), content))};
      }
    }
    return std::nullopt;
  };
}

bool reads_known_fork(const ObservedExchange& seen) {
  return is_plain_reading(seen) && is_of_known_fork(seen);
}

MaybeMismatch shows_all_inherited(const ObservedExchange& seen) {
  const auto& content = seen.content();
  for (const auto& piece : seen.pieces) {
    if (piece.claims_tail && piece.end() < content.inherited) {
      return Mismatch{
          fmt::format("the {} that the fork inherited", positions(content.inherited, content)),
          fmt::format("an end after {}", positions(piece.end(), content))};
    }
  }
  return std::nullopt;
}

MaybeMismatch shows_inherited_then_own(const ObservedExchange& seen) {
  auto mismatch = agrees_with_known(seen);
  if (!mismatch) mismatch = shows_all_inherited(seen);
  if (!mismatch && seen.history.settled()) mismatch = ends_by_total(seen);
  return mismatch;
}

/// A read that reached the tail while no write was under way.
Applies reaches_tail(ReadMode mode) {
  return [=](const ObservedExchange& seen) {
    return seen.is(mode, 200) && is_plain_reading(seen) &&
           seen.history.unwritten_since(seen.sent) &&
           seen.pieces.back().end() == seen.content().total;
  };
}

/// Whether an invented offset can be ordered among the server's: it has their format, or extends
/// one. Any other text is malformed to the server, and its sort order says nothing.
bool is_comparable(std::string_view made_up, std::string_view given) {
  const auto kind = [](char c) { return http::is_digit(c) ? '0' : http::is_letter(c) ? 'a' : c; };
  const auto same_kind = [&](char a, char b) { return kind(a) == kind(b); };
  return made_up.starts_with(given) ||
         std::equal(made_up.begin(), made_up.end(), given.begin(), given.end(), same_kind);
}

/// A read from a position past the tail, while nothing is uncertain.
bool reads_beyond_tail(const ObservedExchange& seen) {
  const bool is_read =
      seen.request.mode == ReadMode::catch_up || seen.request.mode == ReadMode::long_poll;
  const bool is_answer =
      (seen.status() == 200 && seen.has_whole_body()) || seen.status() / 100 == 4;
  if (!is_read || !is_answer || seen.stream() == nullptr || !seen.request.is_plain ||
      !is_not_sentinel(seen.request.offset)) {
    return false;
  }
  const auto& content = seen.content();
  return content.last_tail && seen.request.offset > *content.last_tail &&
         is_comparable(seen.request.offset, *content.last_tail) &&
         content.positions.lower_bound(seen.request.offset) == content.positions.end() &&
         seen.history.unwritten_since(seen.sent) &&
         !seen.history.may_be_of_earlier_stream(seen.exchange);
}

MaybeMismatch has_no_data(const ObservedExchange& seen) {
  const auto& body = seen.exchange.response.body;
  const auto elements = canonical_elements(body);
  const bool is_void = seen.status() != 200 || body.empty() ||
                       (seen.answers_json() && elements && elements->empty());
  if (is_void) return std::nullopt;
  return Mismatch{
      fmt::format("no data: {} sorts behind the tail {}", quote(seen.request.offset, 300),
                  quote(*seen.content().last_tail, 300)),
      fmt::format("the body {}", quote(body))};
}

/// A conditional read whose response cannot come from a cache.
bool is_conditional_read(const ObservedExchange& seen) {
  const bool is_read =
      seen.request.mode == ReadMode::catch_up || seen.request.mode == ReadMode::long_poll;
  const auto& headers = seen.exchange.request.headers;
  const auto tags = headers.combined("If-None-Match");
  return is_read && (seen.status() == 304 || seen.status() == 200) && tags &&
         tags->find('*') == std::string::npos && !headers.contains("If-Modified-Since") &&
         seen.stream() != nullptr && seen.request.is_plain && seen.is_fresh() &&
         seen.history.given_tags() != nullptr;
}

/// The tag was given for this URL while the stream was shorter, or open, or another one (R4).
bool is_outdated(const GivenTag& given, const ObservedExchange& seen) {
  if (given.url != without_fresh(seen.exchange.request.target)) return false;
  if (given.life != seen.history.life()) return true;
  if (!given.tail) return false;
  return *given.tail < seen.content().total_at(seen.sent) || (seen.after_close() && !given.closed);
}

/// A tag given elsewhere may also be the current one (R30), and so may the tag in the 304 itself.
MaybeMismatch is_modified(const ObservedExchange& seen) {
  if (seen.status() != 304) return std::nullopt;
  const auto sent = *seen.exchange.request.headers.combined("If-None-Match");
  const auto present = opaque_tag(seen.text("ETag"));
  bool was_given = false;
  for (const auto& [tag, given] : *seen.history.given_tags()) {
    if (sent.find(tag) == std::string::npos) continue;
    if (!is_outdated(given, seen)) return std::nullopt;
    was_given = true;
  }
  if (!was_given && sent.find(present) != std::string::npos) return std::nullopt;
  return Mismatch{was_given ? "status 200: the tag was given before the stream was written to, "
                              "closed or created again"
                            : fmt::format("status 200: the tag is {}", quote(seen.text("ETag"))),
                  fmt::format("status 304 to If-None-Match: {}", quote(sent))};
}

const TaggedAnswer* tagged_before(const ObservedExchange& seen) {
  return seen.stream()->tagged.find(seen.exchange.request.target, seen.text("ETag"));
}

/// A complete response with a tag, from a URL that has given one before, this tag or another. Wrong
/// data is reported by other rules.
bool is_tagged_again(const ObservedExchange& seen) {
  const bool is_read = seen.is(ReadMode::catch_up, 200) || seen.is(ReadMode::long_poll, 200);
  if (!is_read || seen.stream() == nullptr || !seen.has_whole_body() || seen.text("ETag").empty()) {
    return false;
  }
  return seen.stream()->tagged.has_any_of(seen.exchange.request.target) &&
         content_digest(seen.exchange.response) &&
         std::all_of(seen.pieces.begin(), seen.pieces.end(),
                     [](const Piece& piece) { return piece.agrees; });
}

MaybeMismatch has_same_content(const ObservedExchange& seen) {
  const auto* before = tagged_before(seen);
  if (before == nullptr || content_digest(seen.exchange.response) == before->digest) {
    return std::nullopt;
  }
  return Mismatch{
      fmt::format("the content that exchange {} had under this ETag", before->exchange),
      fmt::format("{} under {}", quote(seen.exchange.response.body), shown(seen, "ETag"))};
}

/// A weak ETag may name both (RFC 9110 8.8.1).
MaybeMismatch has_same_coding(const ObservedExchange& seen) {
  const auto* before = tagged_before(seen);
  const bool coded = is_coded(seen.exchange.response);
  if (before == nullptr || seen.text("ETag").starts_with("W/") || coded == before->coded) {
    return std::nullopt;
  }
  return Mismatch{fmt::format("another ETag than exchange {} had, {} a content coding",
                              before->exchange, before->coded ? "with" : "without"),
                  fmt::format("{}, {}", shown(seen, "ETag"), shown(seen, "Content-Encoding"))};
}

MaybeMismatch has_same_closure(const ObservedExchange& seen) {
  const auto* before = tagged_before(seen);
  if (before == nullptr || seen.says("Stream-Closed") == before->closed) return std::nullopt;
  return Mismatch{fmt::format("another ETag than exchange {} had, {} closure", before->exchange,
                              before->closed ? "with" : "without"),
                  fmt::format("{}, {}", shown(seen, "ETag"), shown(seen, "Stream-Closed"))};
}

std::vector<Rule> content_history_rules() {
  return {
      {must("created-once", "5.1/create-idempotent-200",
            "A stream that exists is not created again"),
       is_put_of_existing, is_not_created},
      {must("bytes-unchanged", "3/bytes-unchanged", "Bytes read back as they were appended"),
       shows_known(Kind::bytes, true), agrees_with_known},
      {must("messages-equal", "9.1.1/values-equal",
            "JSON messages read back as equal values, in order", "R14"),
       shows_known(Kind::messages, true), agrees_with_known},
      {should("numbers-kept", "9.1.1/numbers-kept",
              "A number that a double cannot hold reads back as it was appended, or is refused",
              "R14"),
       shows_known_messages, keeps_numbers},
      {must("bytes-immutable", "4/immutable-by-position",
            "Where a stream began is unknown, a position still never shows other bytes"),
       shows_known(Kind::bytes, false), agrees_with_known},
      {must("messages-immutable", "4/immutable-by-position",
            "Where a stream began is unknown, a position still never shows another message", "R14"),
       shows_known(Kind::messages, false), agrees_with_known},
      {must("sse-content", "5.8/existing-data-first", "SSE delivers the stream's data, in order"),
       sse_shows_known, agrees_with_known},
      {must("next-offset-at-end", "5.6/next-offset-continues",
            "The next offset that a read gives is where its data ends"),
       gives_known_offset, ends_at_its_offset},
      {must("nothing-extra", "5.2/append-at-end", "What was appended once is there once"),
       shows_settled, ends_by_total},
      {must("fork-content", "4.2/inherited-then-own",
            "A fork shows what it inherited, then what was appended to it, and nothing else"),
       reads_known_fork, shows_inherited_then_own},
      {must("read-your-writes", "4/read-your-writes",
            "A read sent after an append was acknowledged shows it", "R15"),
       claims(&Piece::claims_tail, false), shows_all_acknowledged(&Piece::claims_tail)},
      {must("sse-up-to-date", "5.8/control-up-to-date",
            "A control event says upToDate only behind all that was acknowledged", "R15"),
       claims(&Piece::claims_tail, true), shows_all_acknowledged(&Piece::claims_tail)},
      {must("sse-closed-after-data", "5.8/closed-after-all-data",
            "A control event says streamClosed only behind all that was acknowledged", "R15"),
       claims(&Piece::claims_end, true), shows_all_acknowledged(&Piece::claims_end)},
      {must("up-to-date-at-tail", "5.6/up-to-date-at-tail",
            "A catch-up read that reaches the tail says Stream-Up-To-Date: true"),
       reaches_tail(ReadMode::catch_up), has_true("Stream-Up-To-Date")},
      {must("up-to-date-on-200", "5.7/up-to-date-on-200",
            "A long-poll that reaches the tail says Stream-Up-To-Date: true"),
       reaches_tail(ReadMode::long_poll), has_true("Stream-Up-To-Date")},
      {must("beyond-tail-no-data", "5.6/beyond-tail-no-data",
            "A read from an offset behind the tail brings no data", "R9"),
       reads_beyond_tail, has_no_data},
      {must("not-modified-names-content", "10.1/matching-304",
            "A 304 is given for the tag of what is there, and for no other", "R4"),
       is_conditional_read, is_modified},
      {must("etag-names-content", "10.1/etag-changes-with-data",
            "At one URL an ETag names one content"),
       is_tagged_again, has_same_content},
      {must("etag-names-closure", "10.1/etag-changes-on-close",
            "At one URL an ETag does not stand for closed and open"),
       is_tagged_again, has_same_closure},
      {should("etag-names-coding", "H/coding-tag",
              "At one URL a strong ETag does not stand for compressed data and the data as it is"),
       is_tagged_again, has_same_coding},
  };
}

}  // namespace

std::vector<Rule> history_rules() {
  std::vector<Rule> rules = about_content(content_history_rules());
  rules.insert(rules.begin(), {must("type-fixed", "4/content-type-fixed",
                                    "A stream keeps the media type of its creation"),
                               reports_type, keeps_type});
  return rules;
}

}  // namespace conform
