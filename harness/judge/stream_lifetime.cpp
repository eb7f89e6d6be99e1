#include "harness/judge/stream_lifetime.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "harness/http/media_type.hpp"
#include "harness/judge/json_text.hpp"

namespace conform {
namespace {

/// What a stream created with this body may begin with, the likeliest first; empty if that is
/// unknown. The protocol speaks of flattening only for POST: with PUT, an array may be one message.
std::vector<Content> own_bases(std::string_view body, bool json) {
  if (body.empty()) return {Content::none(json)};
  auto messages = Content::appended(body, json);
  if (!messages) return {};
  std::vector<Content> bases{*std::move(messages)};
  if (json && http::trim(body).starts_with('[') && !bases[0].empty()) {
    bases.push_back(Content::of_messages({canonical_json(body).value_or("")}));
  }
  return bases;
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

  const bool inherits_lifetime = request.forks && !request.sets_lifetime;
  stream.odd_lifetime = inherits_lifetime ? !fork_base || fork_base->odd_lifetime
                                          : !is_lifetime_in_form(exchange.request.headers);
  const bool json = http::is_json(stream.type);
  std::vector<Content> bases;
  if (type && request.is_plain && !request.forks) bases = own_bases(exchange.request.body, json);
  std::optional<Content> base;
  if (bases.size() == 1) base = std::move(bases.front());
  if (type && request.is_plain && request.forks) {
    base = inherited_base(request, fork_base, stream.type);
  }
  stream.content.begin(std::move(base), json, now);
  if (bases.size() > 1) stream.content.begin_with_one_of(std::move(bases));
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
  ForkBase fork_base{type, may_expire, odd_lifetime, std::nullopt, {}};
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
