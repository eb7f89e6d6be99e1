#include "harness/judge/content.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "harness/judge/json_text.hpp"
#include "harness/judge/quote.hpp"

namespace conform {
namespace {

template <class Element, class Equal>
std::optional<std::size_t> first_difference(std::span<const Element> whole, std::size_t at,
                                            std::span<const Element> part, Equal equal) {
  const auto shared = whole.subspan(std::min(at, whole.size()));
  const auto differs =
      std::mismatch(shared.begin(), shared.end(), part.begin(), part.end(), equal).first;
  const auto index = static_cast<std::size_t>(differs - shared.begin());
  if (index == std::min(shared.size(), part.size())) return std::nullopt;
  return index;
}

}  // namespace

Content Content::none(bool json) {
  return json ? of_messages({}) : Content{};
}

Content Content::of_bytes(std::string bytes) {
  Content content;
  content.weight_ = bytes.size();
  content.bytes_ = std::move(bytes);
  return content;
}

Content Content::of_messages(std::vector<std::string> canonical_messages) {
  Content content;
  content.json_ = true;
  for (const auto& message : canonical_messages) {
    content.weight_ += sizeof(std::string) + message.size();
  }
  content.messages_ = std::move(canonical_messages);
  return content;
}

std::optional<Content> Content::appended(std::string_view body, bool json) {
  if (!json) return of_bytes(std::string(body));
  auto messages = flattened_messages(body);
  if (!messages || has_open_meaning(body)) return std::nullopt;
  return of_messages(*std::move(messages));
}

std::optional<Content> Content::read(std::string_view body, bool json) {
  if (!json) return of_bytes(std::string(body));
  auto messages = canonical_elements(body);
  if (!messages) return std::nullopt;
  return of_messages(*std::move(messages));
}

void Content::append(const Content& more) {
  bytes_ += more.bytes_;
  messages_.insert(messages_.end(), more.messages_.begin(), more.messages_.end());
  weight_ += more.weight_;
}

Content Content::part(std::size_t from, std::size_t count) const {
  const auto start = std::min(from, size());
  const auto length = std::min(count, size() - start);
  if (!json_) return of_bytes(bytes_.substr(start, length));
  const auto first = messages_.begin() + static_cast<std::ptrdiff_t>(start);
  return of_messages({first, first + static_cast<std::ptrdiff_t>(length)});
}

std::optional<std::size_t> Content::first_difference(std::size_t at, const Content& other) const {
  if (json_) {
    return conform::first_difference(std::span(messages_), at, std::span(other.messages_),
                                     [](const std::string& a, const std::string& b) {
                                       return a == b || equal_as_doubles(a, b);
                                     });
  }
  const auto shared = bytes().substr(std::min(at, bytes_.size()), other.bytes_.size());
  // Usually they are equal, which is checked much faster than where they differ.
  if (other.bytes().starts_with(shared)) return std::nullopt;
  return conform::first_difference(std::span(bytes_), at, std::span(other.bytes_),
                                   std::equal_to<>());
}

std::optional<std::size_t> Content::first_altered(std::size_t at, const Content& other) const {
  return conform::first_difference(std::span(messages_), at, std::span(other.messages_),
                                   [](const std::string& a, const std::string& b) {
                                     return a == b || !equal_as_doubles(a, b) ||
                                            equal_in_large_numbers(a, b);
                                   });
}

std::string Content::quoted() const {
  if (!json_) return quote(bytes_);
  return quote(fmt::format("[{}]", fmt::join(messages_, ",")));
}

}  // namespace conform
