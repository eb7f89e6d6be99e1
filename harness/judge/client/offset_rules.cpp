// Values that only the server makes, and that clients send back as they were given: offsets,
// cursors and ETags.
#include <fmt/format.h>

#include <algorithm>

#include "harness/http/url.hpp"
#include "harness/judge/client/client_rule.hpp"
#include "harness/judge/quote.hpp"

namespace conform {
namespace {

using MaybeMismatch = std::optional<Mismatch>;
using When = ClientRule::When;
using Scope = ClientRule::Scope;

bool are_offsets_known(const ClientRequest& sent, const ClientStream& stream) {
  return stream.is_complete && !stream.is_fork && !sent.knowledge.has_other_offsets;
}

/// "+" stands for a space where a query is read as a form.
bool was_given(const ClientStream& stream, std::string offset) {
  if (stream.offsets.contains(offset)) return true;
  std::replace(offset.begin(), offset.end(), '+', ' ');
  return stream.offsets.contains(offset);
}

bool reads_from_offset(const ClientRequest& sent) {
  const auto& offset = sent.request.offset;
  return sent.is(Method::get) && sent.request.mode != ReadMode::unclear && offset != "-1" &&
         offset != "now" && are_offsets_known(sent, sent.stream);
}

MaybeMismatch offset_was_given(const ClientRequest& sent) {
  if (was_given(sent.stream, sent.request.offset)) return std::nullopt;
  return Mismatch{"an offset that the server gave for this stream, or -1 or now",
                  fmt::format("offset={}", quote(sent.request.offset, 200))};
}

bool forks_at_offset(const ClientRequest& sent) {
  return sent.is(Method::put) && sent.header("Stream-Fork-Offset") && sent.source != nullptr &&
         are_offsets_known(sent, *sent.source);
}

MaybeMismatch fork_offset_was_given(const ClientRequest& sent) {
  const auto offset = *sent.header("Stream-Fork-Offset");
  if (offset == "-1" || offset == "now" || was_given(*sent.source, std::string(offset))) {
    return std::nullopt;
  }
  return Mismatch{"an offset that the server gave for the source",
                  fmt::format("Stream-Fork-Offset: {}", quote(offset, 200))};
}

bool sends_known_cursor(const ClientRequest& sent) {
  return sent.is_live() && sent.request.cursor && sent.knowledge.are_cursors_known;
}

MaybeMismatch cursor_was_given(const ClientRequest& sent) {
  if (sent.knowledge.cursors.contains(*sent.request.cursor)) return std::nullopt;
  return Mismatch{"a cursor that the server gave",
                  fmt::format("cursor={}", quote(*sent.request.cursor, 200))};
}

bool is_conditional(const ClientRequest& sent) {
  const auto tags = sent.header("If-None-Match");
  return sent.is(Method::get) && tags && *tags != "*" && sent.stream.is_complete;
}

MaybeMismatch tag_was_given(const ClientRequest& sent) {
  const auto tags = sent.exchange.request.headers.combined("If-None-Match").value_or("");
  const auto given = sent.stream.tags.find(read_key(sent.exchange.request.target));
  const bool any = given != sent.stream.tags.end() &&
                   std::any_of(given->second.begin(), given->second.end(), [&](const auto& tag) {
                     return tags.find(tag) != std::string::npos;
                   });
  if (any) return std::nullopt;
  return Mismatch{"an ETag that the server gave for this URL",
                  fmt::format("If-None-Match: {}", quote(tags))};
}

}  // namespace

std::vector<ClientRule> client_offset_rules() {
  return {
      {client_must("offset-given", "8/opaque", "Offsets are used as the server gave them", "R13"),
       When::sent, Scope::one_client, reads_from_offset, offset_was_given},
      {client_must("fork-offset-given", "8/fork-offset-minted",
                   "A fork's offset is one that the server gave"),
       When::sent, Scope::one_client, forks_at_offset, fork_offset_was_given},
      {client_must("cursor-given", "10.1/send-cursor", "Cursors are used as the server gave them"),
       When::sent, Scope::one_client, sends_known_cursor, cursor_was_given},
      {client_should("condition-given", "H/condition-given",
                     "If-None-Match has an ETag that was given for this URL"),
       When::sent, Scope::one_client, is_conditional, tag_was_given},
  };
}

}  // namespace conform
