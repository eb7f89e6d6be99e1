#include "harness/judge/entity_tags.hpp"

#include <functional>

#include "harness/http/media_type.hpp"
#include "harness/judge/json_text.hpp"

namespace conform {
namespace {

constexpr std::size_t max_tags = 1 << 10;

bool is_whole_read(const Exchange& exchange, const ParsedRequest& request) {
  const bool is_read = request.mode == ReadMode::catch_up || request.mode == ReadMode::long_poll;
  return is_read && exchange.response.status == 200 && exchange.outcome == Outcome::complete;
}

/// The position at which a response ended that says it is at the tail.
std::optional<std::size_t> tail_shown(const Exchange& exchange, const std::vector<Piece>& pieces) {
  const bool at_tail = exchange.response.status == 200 && !pieces.empty() && pieces.back().agrees &&
                       says_true(exchange.response.headers, "Stream-Up-To-Date");
  return at_tail ? std::optional(pieces.back().end()) : std::nullopt;
}

}  // namespace

void TaggedAnswers::learn(const Exchange& exchange, const ParsedRequest& request) {
  const auto tag = value_of(exchange.response.headers, "ETag");
  if (!tag || !is_whole_read(exchange, request) || by_url_and_tag_.size() >= max_tags) return;
  if (const auto digest = content_digest(exchange.response)) {
    by_url_and_tag_.try_emplace(
        {exchange.request.target, std::string(*tag)},
        TaggedAnswer{*digest, says_true(exchange.response.headers, "Stream-Closed"),
                     is_coded(exchange.response), exchange.number});
  }
}

const TaggedAnswer* TaggedAnswers::find(const std::string& url, std::string_view tag) const {
  const auto found = by_url_and_tag_.find({url, std::string(tag)});
  return found == by_url_and_tag_.end() ? nullptr : &found->second;
}

bool TaggedAnswers::has_any_of(const std::string& url) const {
  const auto first = by_url_and_tag_.lower_bound({url, std::string()});
  return first != by_url_and_tag_.end() && first->first.first == url;
}

void GivenTags::learn(const Exchange& exchange, const std::vector<Piece>& pieces,
                      std::uint64_t life) {
  const auto tag = value_of(exchange.response.headers, "ETag");
  if (!tag) return;
  if (by_tag_.size() >= max_tags) {
    are_all_known_ = false;
    return;
  }
  by_tag_.insert_or_assign(
      std::string(opaque_tag(*tag)),
      GivenTag{life, without_fresh(exchange.request.target), tail_shown(exchange, pieces),
               says_true(exchange.response.headers, "Stream-Closed")});
}

bool is_coded(const http::Response& response) {
  const auto coding = value_of(response.headers, "Content-Encoding").value_or("");
  return !coding.empty() && !http::equals_ignoring_case(coding, "identity");
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
