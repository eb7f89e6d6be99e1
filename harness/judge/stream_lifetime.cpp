#include "harness/judge/stream_lifetime.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "harness/http/media_type.hpp"
#include "harness/judge/json_text.hpp"

namespace conform {
namespace {

/// The initial content of a stream created with this body; nullopt if it is unknown.
std::optional<Content> own_base(std::string_view body, bool json) {
  if (body.empty()) return Content::none(json);
  // The protocol defines flattening an array only for POST, so for a PUT its messages are not
  // assumed.
  const bool is_array = json && http::trim(body).starts_with('[') &&
                        flattened_messages(body) != std::vector<std::string>{};
  return is_array ? std::nullopt : Content::appended(body, json);
}

/// The same for a fork. What a body adds to the inherited content is not assumed.
std::optional<Content> inherited_base(const ParsedRequest& request,
                                      const std::optional<ForkBase>& fork_base,
                                      std::string_view type) {
  const bool fits = fork_base && !request.has_body && http::same_media_type(fork_base->type, type);
  return fits ? fork_base->content : std::nullopt;
}

/// The type on which request and response agree; nullopt if they do not, empty if neither has one.
std::optional<std::string> agreed_type(const Exchange& exchange, const ParsedRequest& request) {
  const auto type = value_of(exchange.response.headers, "Content-Type");
  if (!type) return request.type.value_or("");
  if (request.type && !http::same_media_type(*type, *request.type)) return std::nullopt;
  return std::string(*type);
}

/// The data that an acknowledged append added; nullopt if it is unknown.
std::optional<Content> data_of(const Exchange& exchange, const ParsedRequest& request,
                               const StreamLifetime& stream) {
  if (stream.type.empty() || !request.is_plain) return std::nullopt;
  return Content::appended(exchange.request.body, stream.content.known.is_json());
}

}  // namespace

StreamLifetime StreamLifetime::created(const Exchange& exchange, const ParsedRequest& request,
                                       const std::optional<ForkBase>& fork_base,
                                       const Timeline& timeline, LogicalTime sent,
                                       LogicalTime now) {
  StreamLifetime stream;
  stream.began = now;
  const auto type = agreed_type(exchange, request);
  stream.type = type.value_or("");
  stream.is_fork = request.forks;
  stream.may_expire =
      request.sets_lifetime || (request.forks && (!fork_base || fork_base->may_expire));
  stream.may_be_closed = request.may_close || timeline.may_have_closed(sent);
  if (request.closes) stream.closed = now;

  const bool json = http::is_json(stream.type);
  std::optional<Content> base;
  if (type && request.is_plain) {
    base = request.forks ? inherited_base(request, fork_base, stream.type)
                         : own_base(exchange.request.body, json);
  }
  stream.content.begin(std::move(base), json, now);
  if (stream.is_fork && stream.content.base_known) stream.content.inherit(fork_base->positions);
  // A POST that overlaps the creation may have come before or after it.
  const bool overlapped = timeline.other_appends(sent) != Timeline::Overlap::none;
  const auto tail = value_of(exchange.response.headers, "Stream-Next-Offset");
  stream.content.name_first_tail(tail, overlapped, now);
  return stream;
}

void StreamLifetime::learn_append(const Exchange& exchange, const ParsedRequest& request,
                                  Timeline::Overlap others, LogicalTime now) {
  const auto& headers = exchange.response.headers;
  const bool is_duplicate = request.has_producer_headers && exchange.response.status == 204;
  if (request.closes && !closed && (!is_duplicate || says_true(headers, "Stream-Closed"))) {
    closed = now;
  }
  if (request.has_body && !is_duplicate) {
    content.append(data_of(exchange, request, *this), value_of(headers, "Stream-Next-Offset"),
                   others, now);
  } else if (request.has_body && !(request.producer && producers.has_accepted(*request.producer))) {
    // Without the first request, the position of a duplicate's data is unknown.
    content.mark_append_unknown();
  }
  producers.learn(exchange, request, now);
}

std::optional<ForkBase> StreamLifetime::fork_base(const BranchPoint& branch, bool settled) const {
  ForkBase fork_base{type, may_expire, std::nullopt, {}};
  std::size_t anchor = content.total;
  if (branch.offset) {
    const auto known_offset = content.positions.find(*branch.offset);
    if (known_offset == content.positions.end()) return std::nullopt;
    anchor = known_offset->second;
  } else if (!content.base_known || !settled) {
    return fork_base;
  }
  const auto end = anchor + branch.sub_offset;
  if (content.base_known && end <= content.known.size()) {
    fork_base.content = content.known.part(0, end);
  }
  for (const auto& [offset, position] : content.positions) {
    if (position <= anchor) fork_base.positions.emplace(offset, position);
  }
  return fork_base;
}

}  // namespace conform
