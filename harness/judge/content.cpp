#include "harness/judge/content.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "harness/judge/json_text.hpp"
#include "harness/judge/quote.hpp"

namespace conform {

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
  if (!messages) return std::nullopt;
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

bool Content::same_at(std::size_t index, const Content& other, std::size_t its) const {
  return json_ ? messages_[index] == other.messages_[its] : bytes_[index] == other.bytes_[its];
}

std::optional<std::size_t> Content::first_difference(std::size_t at, const Content& other) const {
  for (std::size_t i = 0; i < other.size() && at + i < size(); ++i) {
    if (!same_at(at + i, other, i)) return i;
  }
  return std::nullopt;
}

std::string Content::quoted() const {
  if (!json_) return quote(bytes_);
  return quote(fmt::format("[{}]", fmt::join(messages_, ",")));
}

}  // namespace conform
