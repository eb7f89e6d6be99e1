#include "harness/durability/stream_model.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace conform::durability {
namespace {

/// What is left of `content` after the units; nullopt if it does not begin with them.
std::optional<Units> without(const Units& content, const Units& units, Content kind) {
  if (!starts_with(content, units, kind)) return std::nullopt;
  if (kind == Content::json) {
    return Units(content.begin() + static_cast<std::ptrdiff_t>(units.size()), content.end());
  }
  const auto rest = joined(content, kind).substr(joined(units, kind).size());
  return rest.empty() ? Units() : Units{rest};
}

/// Takes a piece that `rest` begins with.
std::optional<Piece> take(std::vector<Piece>& pieces, Units& rest, Content kind) {
  for (auto piece = pieces.begin(); piece != pieces.end(); ++piece) {
    const auto after = without(rest, piece->units, kind);
    if (!after) continue;
    auto found = *piece;
    rest = *after;
    pieces.erase(piece);
    return found;
  }
  return std::nullopt;
}

bool begins_one_of(const std::vector<Piece>& pieces, const Units& rest, Content kind) {
  return std::any_of(pieces.begin(), pieces.end(),
                     [&](const Piece& piece) { return starts_with(piece.units, rest, kind); });
}

}  // namespace

void StreamModel::begin(const Operation& operation, Instant now) {
  auto old_etags = std::move(etags);
  const auto count = lifetimes;
  auto old_name = std::move(name);
  *this = StreamModel();
  name = std::move(old_name);
  etags = std::move(old_etags);
  lifetimes = count + 1;
  state = State::alive;
  content = operation.content;
  closed = operation.closes && operation.kind == Operation::Kind::create;
  lifetime = operation.lifetime;
  used = now;
}

std::string joined(const Units& units, Content content) {
  std::string text;
  for (const auto& unit : units) {
    if (content == Content::json && !text.empty()) text += ",";
    text += unit;
  }
  return content == Content::json ? "[" + text + "]" : text;
}

std::optional<Units> units_of(const std::string& body, Content content) {
  if (content != Content::json) return body.empty() ? Units() : Units{body};
  if (body.empty()) return Units();
  const auto parsed = nlohmann::json::parse(body, nullptr, false);
  if (!parsed.is_array()) return std::nullopt;
  Units units;
  for (const auto& message : parsed) units.push_back(message.dump());
  return units;
}

bool equal(const Units& a, const Units& b, Content content) {
  return content == Content::json ? a == b : joined(a, content) == joined(b, content);
}

bool starts_with(const Units& whole, const Units& start, Content content) {
  if (content != Content::json) {
    return joined(whole, content).starts_with(joined(start, content));
  }
  return whole.size() >= start.size() && std::equal(start.begin(), start.end(), whole.begin());
}

Difference settle(StreamModel& stream, const Units& seen, bool closed) {
  const auto kind = stream.content;
  auto rest = without(seen, stream.units, kind);
  if (!rest) return starts_with(stream.units, seen, kind) ? Difference::lost : Difference::changed;
  auto required = stream.required;
  auto optional = stream.optional;
  bool closes = false;
  while (!rest->empty()) {
    auto piece = take(required, *rest, kind);
    if (!piece) piece = take(optional, *rest, kind);
    if (!piece) break;
    closes = closes || piece->closes;
  }
  if (!rest->empty()) {
    if (begins_one_of(required, *rest, kind)) return Difference::lost;
    return begins_one_of(optional, *rest, kind) ? Difference::half : Difference::changed;
  }
  if (!required.empty()) return Difference::lost;
  if (closes && !closed) return Difference::open;
  if (stream.open_claim) {
    const auto& units = stream.open_claim->state.piece.units;
    stream.open_claim->is_stored = std::none_of(
        optional.begin(), optional.end(), [&](const Piece& piece) { return piece.units == units; });
  }
  stream.units = seen;
  stream.required.clear();
  stream.optional.clear();
  return Difference::none;
}

}  // namespace conform::durability
