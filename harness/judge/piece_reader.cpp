#include "harness/judge/piece_reader.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/http/base64.hpp"
#include "harness/http/utf8.hpp"
#include "harness/judge/json_text.hpp"

namespace conform {
namespace {

bool no_line_end_is_lost(std::string_view text) {
  while (!text.empty()) {
    const auto length = http::utf8_sequence(text);
    if (length == 0 || text[0] == '\r') return false;
    text.remove_prefix(length);
  }
  return true;
}

std::optional<Content> decoded(std::string_view data, const Content& known) {
  auto bytes = http::base64_decode(data);
  if (!bytes || known.is_json()) return std::nullopt;
  return Content::of_bytes(*std::move(bytes));
}

/// A JSON array may be one message or several.
std::optional<Content> messages_of(const std::string& data, const Content& known, std::size_t at) {
  auto several = Content::appended(data, true);
  if (!several) return std::nullopt;
  auto one = Content::of_messages({canonical_json(data).value_or("")});
  const bool is_one = at < known.size() && !known.first_difference(at, one);
  if (is_one) return one;
  return at + several->size() <= known.size() ? several : std::nullopt;
}

/// SSE does not preserve line ends, nor bytes that are not UTF-8.
std::optional<Content> text_of(const std::string& data, const Content& known, std::size_t at) {
  // A character split between two events shows as replacement characters.
  if (data.find("\xEF\xBF\xBD") != std::string::npos) return std::nullopt;
  if (at + data.size() > known.size()) return std::nullopt;
  // One byte more, since a CR after the data may have been read as its line end.
  const Content original = known.part(at, data.size() + 1);
  if (!no_line_end_is_lost(original.bytes().substr(0, data.size())) ||
      original.bytes().ends_with('\r')) {
    return std::nullopt;
  }
  return Content::of_bytes(data);
}

/// The data of one SSE event as stream content, if it can be determined exactly from what is known
/// of the stream; otherwise nullopt.
std::optional<Content> content_of(const http::SseEvent& event, bool base64, const Content& known,
                                  std::size_t at) {
  if (at > known.size()) return std::nullopt;
  if (base64) return decoded(event.data, known);
  return known.is_json() ? messages_of(event.data, known, at) : text_of(event.data, known, at);
}

std::vector<Piece> sse_pieces(const Exchange& exchange, const SseControls& controls,
                              const Content& known, std::size_t start) {
  std::vector<Piece> pieces;
  const bool base64 = http::equals_ignoring_case(
      value_of(exchange.response.headers, "Stream-SSE-Data-Encoding").value_or(""), "base64");
  Piece piece{start, Content::none(known.is_json()), std::nullopt};
  for (std::size_t i = 0; i < exchange.events.size(); ++i) {
    const auto& event = exchange.events[i].event;
    if (event.type == "data") {
      const auto data = content_of(event, base64, known, piece.end());
      if (!data) return pieces;
      piece.data.append(*data);
    } else if (event.type == "control") {
      const auto& control = controls[i];
      if (!control) return pieces;
      piece.next_offset = control->next_offset;
      piece.claims_tail = control->up_to_date && !control->closed;
      piece.claims_end = control->closed;
      pieces.push_back(piece);
      piece = {piece.end(), Content::none(known.is_json()), std::nullopt};
    }
  }
  return pieces;
}

std::vector<Piece> plain_pieces(const Exchange& exchange, bool json, std::size_t start) {
  const auto& response = exchange.response;
  if (exchange.outcome != Outcome::complete || response.headers.contains("Content-Encoding")) {
    return {};
  }
  auto data = response.status == 204 ? Content::none(json) : Content::read(response.body, json);
  if (!data || (response.status != 200 && response.status != 204)) return {};
  Piece piece{start, *std::move(data), std::nullopt};
  if (const auto next = value_of(response.headers, "Stream-Next-Offset")) piece.next_offset = *next;
  piece.claims_tail = piece.data.empty() || says_true(response.headers, "Stream-Up-To-Date");
  return {std::move(piece)};
}

std::vector<Piece> up_to_disagreement(std::vector<Piece> pieces, const Content& known) {
  const auto wrong = std::find_if(pieces.begin(), pieces.end(), [&](const Piece& piece) {
    return known.first_difference(piece.start, piece.data).has_value();
  });
  if (wrong == pieces.end()) return pieces;
  wrong->agrees = false;
  wrong->next_offset.reset();
  wrong->claims_tail = wrong->claims_end = false;
  pieces.erase(std::next(wrong), pieces.end());
  return pieces;
}

}  // namespace

std::vector<Piece> read_pieces(const Exchange& exchange, ReadMode mode, const SseControls& controls,
                               const Content& known, std::size_t start) {
  switch (mode) {
    case ReadMode::catch_up:
    case ReadMode::long_poll:
      return up_to_disagreement(plain_pieces(exchange, known.is_json(), start), known);
    case ReadMode::sse:
      return up_to_disagreement(sse_pieces(exchange, controls, known, start), known);
    case ReadMode::none:
    case ReadMode::unclear:
      return {};
  }
  return {};
}

}  // namespace conform
