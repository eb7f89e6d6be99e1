#include "harness/judge/stream_history.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "harness/http/base64.hpp"
#include "harness/http/media_type.hpp"
#include "harness/http/utf8.hpp"
#include "harness/judge/json_text.hpp"
#include "harness/judge/sse_control.hpp"

namespace conform {
namespace {

// Bounds on what is kept of one stream. Beyond them less is known, and less is judged.
constexpr std::size_t max_known_weight = std::size_t{1} << 20;
constexpr std::size_t max_offsets = 1 << 16;
constexpr std::size_t max_urls = 1 << 12;
constexpr std::size_t max_producers = 1 << 10;
constexpr std::size_t max_tagged = 1 << 10;
constexpr std::size_t max_under_way = 1 << 12;
constexpr std::size_t max_claims = 1 << 12;

bool succeeded(const Exchange& exchange) {
  return has_whole_head(exchange) && exchange.response.status / 100 == 2;
}

/// A status that promises that the request had no effect. 408 and 499 are also what proxies say
/// when they lost sight of it.
bool refused(const Exchange& exchange) {
  const int status = exchange.response.status;
  return has_whole_head(exchange) && status >= 300 && status < 500 && status != 408 &&
         status != 499;
}

/// Appends an entry to a list that is ordered by tick; a full list stays as it is, which is sound:
/// what it says was true at its ticks and only grows.
template <class Value>
void note(std::vector<std::pair<Tick, Value>>& list, Tick now, Value value) {
  if (list.size() < max_offsets) list.emplace_back(now, std::move(value));
}

/// The last entry not later than `when`.
template <class Value>
const Value* entry_at(const std::vector<std::pair<Tick, Value>>& list, Tick when) {
  const auto after = std::upper_bound(
      list.begin(), list.end(), when,
      [](Tick tick, const std::pair<Tick, Value>& entry) { return tick < entry.first; });
  return after == list.begin() ? nullptr : &std::prev(after)->second;
}

void note_tail(Incarnation& stream, std::string_view offset, Tick now) {
  if (stream.tails.empty() || stream.tails.back().second < offset) {
    note(stream.tails, now, std::string(offset));
  }
}

void note_position(Incarnation& stream, std::string_view offset, std::size_t position) {
  if (stream.positions.size() < max_offsets) stream.positions.emplace(offset, position);
}

void note_total(Incarnation& stream, std::size_t more, Tick now) {
  stream.total += more;
  note(stream.totals, now, std::size_t{stream.total});
}

bool no_line_end_is_lost(std::string_view text) {
  while (!text.empty()) {
    const auto length = http::utf8_sequence(text);
    if (length == 0 || text[0] == '\r') return false;
    text.remove_prefix(length);
  }
  return true;
}

/// The data of one SSE event as stream content, as far as it can be told exactly: SSE does not
/// keep line ends, nor what is no UTF-8, and a JSON array may be one message or several. What is
/// known of the stream decides; nullopt when it does not.
std::optional<Content> content_of(const http::SseEvent& event, bool base64,
                                  const Incarnation& stream, std::size_t at) {
  if (at > stream.known.size()) return std::nullopt;
  if (base64) {
    auto bytes = http::base64_decode(event.data);
    if (!bytes || stream.known.is_json()) return std::nullopt;
    return Content::of_bytes(*std::move(bytes));
  }
  if (stream.known.is_json()) {
    auto several = Content::appended(event.data, true);
    if (!several) return std::nullopt;
    auto one = Content::of_messages({canonical_json(event.data).value_or("")});
    const bool is_one = at < stream.known.size() && !stream.known.first_difference(at, one);
    if (is_one) return one;
    return at + several->size() <= stream.known.size() ? several : std::nullopt;
  }
  // A character that is cut in two between events shows as replacement characters.
  if (event.data.find("\xEF\xBF\xBD") != std::string::npos) return std::nullopt;
  if (at + event.data.size() > stream.known.size()) return std::nullopt;
  // One byte more, for a CR behind the data may have been read as its line end.
  const Content original = stream.known.part(at, event.data.size() + 1);
  if (!no_line_end_is_lost(original.bytes().substr(0, event.data.size())) ||
      original.bytes().ends_with('\r')) {
    return std::nullopt;
  }
  return Content::of_bytes(event.data);
}

std::vector<Piece> sse_pieces(const Exchange& exchange, const SseControls& controls,
                              const Incarnation& stream, std::size_t start) {
  std::vector<Piece> pieces;
  const bool base64 = http::equals_ignoring_case(
      value_of(exchange.response.headers, "Stream-SSE-Data-Encoding").value_or(""), "base64");
  Piece piece{start, stream.known.part(0, 0), std::nullopt};
  for (std::size_t i = 0; i < exchange.events.size(); ++i) {
    const auto& event = exchange.events[i].event;
    if (event.type == "data") {
      const auto data = content_of(event, base64, stream, piece.end());
      if (!data) return pieces;
      piece.data.append(*data);
    } else if (event.type == "control") {
      const auto& control = controls[i];
      if (!control) return pieces;
      piece.next_offset = control->next_offset;
      piece.claims_tail = control->up_to_date && !control->closed;
      piece.claims_end = control->closed;
      pieces.push_back(piece);
      piece = {piece.end(), stream.known.part(0, 0), std::nullopt};
    }
  }
  return pieces;
}

std::vector<Piece> plain_pieces(const Exchange& exchange, const Incarnation& stream,
                                std::size_t start) {
  const auto& response = exchange.response;
  if (exchange.outcome != Outcome::complete || response.headers.contains("Content-Encoding")) {
    return {};
  }
  auto data = response.status == 204 ? stream.known.part(0, 0)
                                     : Content::read(response.body, stream.known.is_json());
  if (!data || (response.status != 200 && response.status != 204)) return {};
  Piece piece{start, *std::move(data), std::nullopt};
  if (const auto next = value_of(response.headers, "Stream-Next-Offset")) piece.next_offset = *next;
  piece.claims_tail = piece.data.empty() || says_true(response.headers, "Stream-Up-To-Date");
  return {std::move(piece)};
}

Content empty_content(bool json) {
  return json ? Content::of_messages({}) : Content{};
}

/// What a creation with this body begins with; nullopt when it cannot be told.
std::optional<Content> own_base(std::string_view body, bool json) {
  if (body.empty()) return empty_content(json);
  // That an array in a PUT is flattened is said of POST only, so its messages are not presumed.
  const bool is_array = json && http::trim(body).starts_with('[') &&
                        flattened_messages(body) != std::vector<std::string>{};
  return is_array ? std::nullopt : Content::appended(body, json);
}

/// The same of a fork. What a body adds to what is inherited is not presumed.
std::optional<Content> inherited_base(const Inquiry& asked, const std::optional<Heritage>& heritage,
                                      std::string_view type) {
  const bool fits = heritage && !asked.has_body && http::same_media_type(heritage->type, type);
  return fits ? heritage->content : std::nullopt;
}

/// Behind data that is not the stream's, positions mean nothing: such a piece is the last one, and
/// without the offset that it ended with.
std::vector<Piece> as_far_as_they_agree(std::vector<Piece> pieces, const Incarnation& stream) {
  const auto wrong = std::find_if(pieces.begin(), pieces.end(), [&](const Piece& piece) {
    return stream.known.first_difference(piece.start, piece.data).has_value();
  });
  if (wrong == pieces.end()) return pieces;
  wrong->agrees = false;
  wrong->next_offset.reset();
  wrong->claims_tail = wrong->claims_end = false;
  pieces.erase(std::next(wrong), pieces.end());
  return pieces;
}

}  // namespace

std::size_t Incarnation::total_at(Tick when) const {
  const auto* entry = entry_at(totals, when);
  return entry ? *entry : 0;
}

const std::string* Incarnation::tail_at(Tick when) const {
  return entry_at(tails, when);
}

std::optional<std::size_t> Incarnation::position_of(std::string_view offset) const {
  if (offset == "-1") return 0;
  const auto found = positions.find(offset);
  return found == positions.end() ? std::nullopt : std::optional(found->second);
}

StreamHistory::Kind StreamHistory::kind_of(Method method) {
  switch (method) {
    case Method::put:
    case Method::del:
      return Kind::life;
    case Method::post:
      return Kind::append;
    case Method::get:
    case Method::head:
    case Method::other:
      return Kind::other;
  }
  return Kind::other;
}

void StreamHistory::sent(const Exchange& exchange, Tick now) {
  const Inquiry asked = inquiry(exchange.request);
  if (exchange.request.body.find("event:") != std::string::npos) holds_event_fields_ = true;
  if (under_way_.size() >= max_under_way) unknowable_ = true;
  if (unknowable_) return;
  if (asked.method == Method::get || asked.method == Method::head) count_url(exchange);
  if (asked.method == Method::post) note_claim(asked);
  under_way_.push_back({exchange.sent, asked.method, exchange.request.target, kind_of(asked.method),
                        asked.may_close, now});
  if (asked.may_close && asked.method == Method::post && incarnation_) {
    incarnation_->may_be_closed = true;
  }
}

Tick StreamHistory::ended(const Exchange& exchange, const Inquiry& asked) {
  const auto same = [&](const UnderWay& one) {
    return one.at == exchange.sent && one.method == asked.method &&
           one.target == exchange.request.target && one.may_close == asked.may_close;
  };
  const auto first = std::find_if(under_way_.begin(), under_way_.end(), same);
  if (first == under_way_.end()) {
    if (kind_of(asked.method) != Kind::other) unknowable_ = true;
    return 0;
  }
  // Of requests that cannot be told apart, each counts as the one that was sent first.
  const Tick tick = first->tick;
  const auto last = std::find_if(under_way_.rbegin(), under_way_.rend(), same);
  under_way_.erase(std::prev(last.base()));
  return tick;
}

bool StreamHistory::any_under_way(Kind kind) const {
  return std::any_of(under_way_.begin(), under_way_.end(),
                     [&](const UnderWay& one) { return one.kind == kind; });
}

const Incarnation* StreamHistory::alive(Tick sent) const {
  if (unknowable_ || !incarnation_ || sent < incarnation_->began) return nullptr;
  return any_under_way(Kind::life) ? nullptr : incarnation_.get();
}

bool StreamHistory::settled() const {
  return incarnation_ && !incarnation_->append_uncertain && !any_under_way(Kind::append);
}

bool StreamHistory::unwritten_since(Tick when) const {
  return settled() && last_append_end_ < when;
}

bool StreamHistory::is_fresh(const Exchange& exchange) const {
  const auto policy =
      http::to_lower(exchange.response.headers.combined("Cache-Control").value_or(""));
  if (policy.find("no-store") != std::string::npos) return true;
  const auto asked = urls_.find(exchange.request.target);
  return asked != urls_.end() && asked->second == 1;
}

bool StreamHistory::may_be_of_earlier_stream(const Exchange& exchange) const {
  return recreated_ && !is_fresh(exchange);
}

void StreamHistory::count_url(const Exchange& exchange) {
  if (const auto known = urls_.find(exchange.request.target); known != urls_.end()) {
    ++known->second;
  } else if (urls_.size() < max_urls) {
    urls_.emplace(exchange.request.target, 1);
  }
}

std::optional<std::size_t> StreamHistory::start_of(const Exchange& exchange, const Inquiry& asked,
                                                   Tick sent) const {
  const Incarnation* stream = alive(sent);
  if (stream == nullptr || !asked.is_plain || stream->type.empty()) return std::nullopt;
  if (may_be_of_earlier_stream(exchange)) return std::nullopt;
  return stream->position_of(asked.offset);
}

std::vector<Piece> StreamHistory::pieces(const Exchange& exchange, const Inquiry& asked, Tick sent,
                                         const SseControls& controls) const {
  const Incarnation* stream = alive(sent);
  const auto start = start_of(exchange, asked, sent);
  if (!start || !has_whole_head(exchange)) return {};
  if (asked.mode == ReadMode::catch_up || asked.mode == ReadMode::long_poll) {
    return as_far_as_they_agree(plain_pieces(exchange, *stream, *start), *stream);
  }
  if (asked.mode != ReadMode::sse) return {};
  return as_far_as_they_agree(sse_pieces(exchange, controls, *stream, *start), *stream);
}

void StreamHistory::learn(const Exchange& exchange, const Inquiry& asked,
                          const std::vector<Piece>& pieces, const std::optional<Heritage>& heritage,
                          Tick sent, Tick now) {
  note_tag(exchange, pieces);
  switch (asked.method) {
    case Method::put:
      learn_put(exchange, asked, heritage, sent, now);
      last_life_end_ = now;
      break;
    case Method::del:
      learn_delete(exchange);
      last_life_end_ = now;
      break;
    case Method::post:
      learn_post(exchange, asked, sent, now);
      last_append_end_ = now;
      break;
    case Method::get:
    case Method::head:
      if (alive(sent) == nullptr) break;
      if (asked.mode != ReadMode::sse) learn_pieces(pieces, now);
      if (asked.method == Method::head) learn_head(exchange, now);
      learn_tag(exchange, asked);
      break;
    case Method::other:
      break;
  }
}

std::optional<Heritage> StreamHistory::heritage(const BranchPoint& branch, Tick sent) const {
  const Incarnation* source = alive(sent);
  if (source == nullptr) return std::nullopt;
  Heritage heritage{source->type, source->may_expire, std::nullopt, {}};
  std::size_t anchor = source->total;
  if (branch.offset) {
    const auto minted = source->positions.find(*branch.offset);
    if (minted == source->positions.end()) return std::nullopt;
    anchor = minted->second;
  } else if (!source->base_known || !unwritten_since(sent)) {
    return heritage;
  }
  const auto end = anchor + branch.sub_offset;
  if (source->base_known && end <= source->known.size()) {
    heritage.content = source->known.part(0, end);
  }
  for (const auto& [offset, position] : source->positions) {
    if (position <= anchor) heritage.positions.emplace(offset, position);
  }
  return heritage;
}

void StreamHistory::learn_put(const Exchange& exchange, const Inquiry& asked,
                              const std::optional<Heritage>& heritage, Tick sent, Tick now) {
  if (refused(exchange) || (succeeded(exchange) && exchange.response.status != 201)) return;
  if (!succeeded(exchange)) {
    unknowable_ = true;
    return;
  }
  // Another PUT or DELETE that overlaps the creation may have had the last word.
  const bool contested = last_life_end_ > sent || any_under_way(Kind::life);
  incarnation_.reset();
  ++life_;
  recreated_ = std::exchange(created_, true);
  // Reads of a fork made at an invented offset may show anything (section 8).
  const bool may_be_anything = asked.forks_at_offset && !heritage;
  if (!contested && sent != 0 && !may_be_anything) begin(exchange, asked, heritage, sent, now);
}

void StreamHistory::begin(const Exchange& exchange, const Inquiry& asked,
                          const std::optional<Heritage>& heritage, Tick sent, Tick now) {
  const auto said = value_of(exchange.response.headers, "Content-Type");
  incarnation_ = std::make_unique<Incarnation>();
  auto& stream = *incarnation_;
  stream.began = now;
  // A type that request and answer disagree on, or that neither has, is not known.
  const bool agreed = !said || !asked.type || http::same_media_type(*said, *asked.type);
  if (agreed) stream.type = said ? std::string(*said) : asked.type.value_or("");
  auto base = asked.forks ? inherited_base(asked, heritage, stream.type)
                          : own_base(exchange.request.body, http::is_json(stream.type));
  stream.base_known = base && asked.is_plain && agreed;
  stream.complete = stream.base_known;
  stream.known = stream.base_known ? *std::move(base) : empty_content(http::is_json(stream.type));
  stream.is_fork = asked.forks;
  if (stream.is_fork && stream.base_known) {
    stream.inherited = stream.known.size();
    stream.positions = heritage->positions;
  }
  stream.may_expire = asked.sets_lifetime || (asked.forks && (!heritage || heritage->may_expire));
  // A POST that overlaps the creation may have met the new stream or the void before it.
  const bool overlapped = any_under_way(Kind::append) || last_append_end_ > sent;
  stream.append_uncertain = overlapped;
  stream.may_be_closed = asked.may_close || last_append_end_ > sent ||
                         std::any_of(under_way_.begin(), under_way_.end(),
                                     [](const UnderWay& one) { return one.may_close; });
  if (asked.closes) stream.closed = now;
  note_total(stream, stream.known.size(), now);
  if (const auto tail = value_of(exchange.response.headers, "Stream-Next-Offset")) {
    note_tail(stream, *tail, now);
    if (overlapped) return;
    stream.last_tail = *tail;
    if (stream.base_known) note_position(stream, *tail, stream.total);
  }
}

void StreamHistory::learn_delete(const Exchange& exchange) {
  if (succeeded(exchange) || exchange.response.status == 404 || exchange.response.status == 410) {
    incarnation_.reset();
  } else if (!refused(exchange) && exchange.response.status != 501) {
    unknowable_ = true;
  }
}

void StreamHistory::learn_post(const Exchange& exchange, const Inquiry& asked, Tick sent,
                               Tick now) {
  if (!incarnation_ || refused(exchange) || exchange.response.status == 501) return;
  if (!succeeded(exchange) || sent < incarnation_->began) {
    incarnation_->append_uncertain = true;
    incarnation_->last_tail.reset();
    return;
  }
  const bool duplicate = asked.has_producer_headers && exchange.response.status == 204;
  const bool did_close = !duplicate || says_true(exchange.response.headers, "Stream-Closed");
  if (asked.closes && did_close && !incarnation_->closed) incarnation_->closed = now;
  place(exchange, asked, sent, now);
  learn_producer(exchange, asked, now);
}

/// Finds the place of an acknowledged append in the content.
void StreamHistory::place(const Exchange& exchange, const Inquiry& asked, Tick sent, Tick now) {
  auto& stream = *incarnation_;
  if (!asked.has_body) return;
  if (asked.has_producer_headers && exchange.response.status == 204) {
    const auto trace =
        asked.producer ? stream.producers.find(asked.producer->id) : stream.producers.end();
    const bool duplicate = trace != stream.producers.end() &&
                           trace->second.epoch == asked.producer->epoch &&
                           trace->second.seq >= asked.producer->seq;
    // Without the first request of which this is the duplicate, its data has no known place.
    if (!duplicate) stream.append_uncertain = true;
    return;
  }
  const auto data = Content::appended(exchange.request.body, stream.known.is_json());
  if (!data || stream.type.empty() || !asked.is_plain) {
    stream.append_uncertain = true;
    stream.last_tail.reset();
    return;
  }
  const bool alone = last_append_end_ < sent && settled();
  const auto tail = value_of(exchange.response.headers, "Stream-Next-Offset");
  note_total(stream, data->size(), now);
  stream.last_tail.reset();
  if (tail && settled()) note_tail(stream, *tail, now);
  if (tail && alone) {
    stream.last_tail = *tail;
    if (stream.base_known) note_position(stream, *tail, stream.total);
  }
  stream.complete =
      stream.complete && alone && stream.known.weight() + data->weight() <= max_known_weight;
  if (stream.complete) stream.known.append(*data);
}

void StreamHistory::learn_producer(const Exchange& exchange, const Inquiry& asked, Tick now) {
  if (!asked.producer || !asked.has_body) return;
  auto& producers = incarnation_->producers;
  auto trace = producers.find(asked.producer->id);
  if (trace == producers.end()) {
    if (producers.size() >= max_producers) return;
    trace = producers.emplace(asked.producer->id, ProducerTrace{}).first;
  } else if (trace->second.epoch > asked.producer->epoch) {
    return;
  }
  const auto echoed =
      small_integer(value_of(exchange.response.headers, "Producer-Seq").value_or(""));
  const auto seq = std::max(asked.producer->seq, echoed.value_or(0));
  const bool news = trace->second.seen == 0 || trace->second.epoch < asked.producer->epoch ||
                    trace->second.seq < seq;
  if (news) trace->second = {asked.producer->epoch, seq, now};
}

void StreamHistory::learn_pieces(const std::vector<Piece>& pieces, Tick now) {
  auto& stream = *incarnation_;
  for (const auto& piece : pieces) {
    const auto known = stream.known.size();
    const bool extends = piece.start <= known && piece.end() > known &&
                         !stream.known.first_difference(piece.start, piece.data);
    if (settled() && extends && stream.known.weight() + piece.data.weight() <= max_known_weight) {
      stream.known.append(piece.data.part(known - piece.start, piece.data.size()));
      stream.complete = stream.base_known && stream.known.size() == stream.total;
    }
    if (!settled() || !piece.next_offset) continue;
    note_tail(stream, *piece.next_offset, now);
    note_position(stream, *piece.next_offset, piece.end());
  }
}

void StreamHistory::learn_head(const Exchange& exchange, Tick now) {
  if (exchange.response.status != 200 || !has_whole_head(exchange) || !settled()) return;
  if (const auto tail = value_of(exchange.response.headers, "Stream-Next-Offset")) {
    note_tail(*incarnation_, *tail, now);
  }
}

void StreamHistory::learn_tag(const Exchange& exchange, const Inquiry& asked) {
  const auto tag = value_of(exchange.response.headers, "ETag");
  const bool is_read = asked.mode == ReadMode::catch_up || asked.mode == ReadMode::long_poll;
  if (!tag || !is_read || exchange.response.status != 200 ||
      exchange.outcome != Outcome::complete || incarnation_->tagged.size() >= max_tagged) {
    return;
  }
  if (const auto digest = content_digest(exchange.response)) {
    incarnation_->tagged.try_emplace(
        {exchange.request.target, std::string(*tag)},
        TaggedAnswer{*digest, says_true(exchange.response.headers, "Stream-Closed"),
                     exchange.number});
  }
}

void StreamHistory::note_tag(const Exchange& exchange, const std::vector<Piece>& pieces) {
  const auto tag = value_of(exchange.response.headers, "ETag");
  if (!tag) return;
  if (given_tags_.size() >= max_tagged) {
    tags_are_all_known_ = false;
    return;
  }
  GivenTag given{life_, without_fresh(exchange.request.target), std::nullopt,
                 says_true(exchange.response.headers, "Stream-Closed")};
  const bool at_tail = exchange.response.status == 200 && !pieces.empty() && pieces.back().agrees &&
                       says_true(exchange.response.headers, "Stream-Up-To-Date");
  if (at_tail) given.tail = pieces.back().end();
  given_tags_.insert_or_assign(std::string(opaque_tag(*tag)), std::move(given));
}

void StreamHistory::note_claim(const Inquiry& asked) {
  if (!asked.producer) {
    // Someone may read more into it than stands there.
    if (asked.has_producer_headers) claims_are_all_known_ = false;
  } else if (claims_.size() >= max_claims) {
    claims_are_all_known_ = false;
  } else {
    claims_.push_back(*asked.producer);
  }
}

std::optional<std::size_t> StreamHistory::claims_from(const ProducerStamp& stamp) const {
  if (!claims_are_all_known_ || unknowable_) return std::nullopt;
  return static_cast<std::size_t>(
      std::count_if(claims_.begin(), claims_.end(), [&](const ProducerStamp& one) {
        return one.id == stamp.id &&
               (one.epoch > stamp.epoch || (one.epoch == stamp.epoch && one.seq >= stamp.seq));
      }));
}

std::string_view opaque_tag(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  if (tag.starts_with('"')) tag.remove_prefix(1);
  if (tag.ends_with('"')) tag.remove_suffix(1);
  return tag;
}

std::optional<std::size_t> content_digest(const http::Response& response) {
  const auto type = value_of(response.headers, "Content-Type").value_or("");
  if (!http::is_json(type)) return std::hash<std::string_view>{}(response.body);
  const auto canonical = canonical_json(response.body);
  if (!canonical) return std::nullopt;
  return std::hash<std::string>{}(*canonical);
}

}  // namespace conform
