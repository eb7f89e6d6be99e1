#include "harness/judge/stream_history.hpp"

#include "harness/judge/piece_reader.hpp"

namespace conform {
namespace {

bool succeeded(const Exchange& exchange) {
  return has_whole_head(exchange) && exchange.response.status / 100 == 2;
}

/// A status that guarantees that the request had no effect. 408 and 499 are also sent by proxies
/// that do not know the result.
bool refused(const Exchange& exchange) {
  const int status = exchange.response.status;
  return has_whole_head(exchange) && status >= 300 && status < 500 && status != 408 &&
         status != 499;
}

}  // namespace

void StreamHistory::sent(const Exchange& exchange, LogicalTime now) {
  const ParsedRequest request = parsed_request(exchange.request);
  if (exchange.request.body.find("event:") != std::string::npos) holds_event_fields_ = true;
  timeline_.sent(exchange, request, now);
  if (timeline_.is_unknown() || request.method != Method::post) return;
  producer_requests_.note(request);
  if (request.may_close && current_) current_->may_be_closed = true;
}

LogicalTime StreamHistory::ended(const Exchange& exchange, const ParsedRequest& request) {
  return timeline_.ended(exchange, request);
}

const StreamLifetime* StreamHistory::current(LogicalTime sent) const {
  if (timeline_.is_unknown() || !current_ || sent < current_->began) return nullptr;
  return timeline_.is_lifetime_change_under_way() ? nullptr : &*current_;
}

bool StreamHistory::settled() const {
  return current_ && !current_->content.append_uncertain && !timeline_.is_append_under_way();
}

bool StreamHistory::unwritten_since(LogicalTime when) const {
  return settled() && !timeline_.appended_since(when);
}

bool StreamHistory::begins_open(LogicalTime sent) const {
  return !timeline_.is_unknown() && !timeline_.is_contested(sent) &&
         !timeline_.may_have_closed(sent);
}

bool StreamHistory::is_fresh(const Exchange& exchange) const {
  const auto policy =
      http::to_lower(exchange.response.headers.combined("Cache-Control").value_or(""));
  return policy.find("no-store") != std::string::npos ||
         timeline_.is_requested_once(exchange.request.target);
}

bool StreamHistory::may_be_of_earlier_stream(const Exchange& exchange) const {
  return life_ > 1 && !is_fresh(exchange);
}

std::optional<std::size_t> StreamHistory::start_of(const Exchange& exchange,
                                                   const ParsedRequest& request,
                                                   LogicalTime sent) const {
  const StreamLifetime* stream = current(sent);
  if (stream == nullptr || !request.is_plain || stream->type.empty()) return std::nullopt;
  if (may_be_of_earlier_stream(exchange)) return std::nullopt;
  return stream->content.position_of(request.offset);
}

/// A read shows it unless it agrees with all of them. One that agrees with none is wrong: it is
/// compared with the likeliest.
void StreamHistory::settle_base(const Exchange& exchange, const ParsedRequest& request,
                                LogicalTime sent, const SseControls& controls) {
  const auto start = start_of(exchange, request, sent);
  if (start != std::size_t{0} || request.mode == ReadMode::sse) return;
  auto& content = current_->content;
  if (content.possible_bases.empty()) return;
  std::vector<Content> fitting;
  bool shows_data = false;
  for (const auto& base : content.possible_bases) {
    const auto pieces = read_pieces(exchange, request.mode, controls, base, 0);
    const bool has_data = !pieces.empty() && !pieces.front().data.empty();
    shows_data = shows_data || has_data;
    if (has_data && pieces.front().agrees) fitting.push_back(base);
  }
  if (!shows_data) return;
  content.settle_base(fitting.empty() ? content.possible_bases.front() : fitting.front());
}

std::vector<Piece> StreamHistory::pieces(const Exchange& exchange, const ParsedRequest& request,
                                         LogicalTime sent, const SseControls& controls) const {
  const auto start = start_of(exchange, request, sent);
  if (!start || !has_whole_head(exchange)) return {};
  const auto& content = current(sent)->content;
  auto pieces = read_pieces(exchange, request.mode, controls, content.known, *start);
  if (request.mode == ReadMode::sse) content.mark_lost_spaces(pieces);
  content.mark_lost_data(pieces);
  return pieces;
}

std::optional<std::size_t> StreamHistory::claims_from(const ProducerStamp& stamp) const {
  return timeline_.is_unknown() ? std::nullopt : producer_requests_.count_from(stamp);
}

std::optional<ForkBase> StreamHistory::fork_base(const BranchPoint& branch,
                                                 LogicalTime sent) const {
  const StreamLifetime* source = current(sent);
  return source ? source->fork_base(branch, unwritten_since(sent)) : std::nullopt;
}

void StreamHistory::learn(const Exchange& exchange, const ParsedRequest& request,
                          const std::vector<Piece>& pieces,
                          const std::optional<ForkBase>& fork_base, LogicalTime sent,
                          LogicalTime now) {
  given_tags_.learn(exchange, pieces, life_);
  switch (request.method) {
    case Method::put:
      learn_put(exchange, request, fork_base, sent, now);
      break;
    case Method::del:
      learn_delete(exchange);
      break;
    case Method::post:
      learn_post(exchange, request, sent, now);
      break;
    case Method::get:
    case Method::head:
      learn_read(exchange, request, pieces, sent, now);
      break;
    case Method::other:
      break;
  }
  timeline_.note_end(request.method, now);
}

void StreamHistory::learn_put(const Exchange& exchange, const ParsedRequest& request,
                              const std::optional<ForkBase>& fork_base, LogicalTime sent,
                              LogicalTime now) {
  if (refused(exchange) || (succeeded(exchange) && exchange.response.status != 201)) return;
  if (!succeeded(exchange)) {
    timeline_.mark_unknown();
    return;
  }
  current_.reset();
  ++life_;
  // Reads of a fork made at an invented offset may show anything (section 8), and another PUT or
  // DELETE that overlaps the creation may have come last.
  const bool may_be_anything = request.forks_at_offset && !fork_base;
  if (may_be_anything || sent == 0 || timeline_.is_contested(sent)) return;
  current_ = StreamLifetime::created(exchange, request, fork_base, timeline_, sent, now);
}

void StreamHistory::learn_delete(const Exchange& exchange) {
  if (succeeded(exchange) || exchange.response.status == 404 || exchange.response.status == 410) {
    current_.reset();
  } else if (!refused(exchange) && exchange.response.status != 501) {
    timeline_.mark_unknown();
  }
}

void StreamHistory::learn_post(const Exchange& exchange, const ParsedRequest& request,
                               LogicalTime sent, LogicalTime now) {
  if (!current_ || refused(exchange) || exchange.response.status == 501) return;
  if (!succeeded(exchange) || sent < current_->began) {
    current_->content.mark_append_unknown();
  } else {
    current_->learn_append(exchange, request, timeline_.other_appends(sent), now);
  }
}

void StreamHistory::learn_read(const Exchange& exchange, const ParsedRequest& request,
                               const std::vector<Piece>& pieces, LogicalTime sent,
                               LogicalTime now) {
  if (current(sent) == nullptr) return;
  current_->tagged.learn(exchange, request);
  if (!settled()) return;
  if (request.mode != ReadMode::sse) {
    for (const auto& piece : pieces) current_->content.show(piece, now);
  }
  const auto tail = value_of(exchange.response.headers, "Stream-Next-Offset");
  const bool gives_tail = request.method == Method::head && exchange.response.status == 200 &&
                          has_whole_head(exchange) && tail;
  if (gives_tail) current_->content.note_tail(*tail, now);
}

}  // namespace conform
