#include "harness/durability/difference_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/quote.hpp"

namespace conform::durability {
namespace {

constexpr std::size_t max_shown = 60;

/// The index of the first element in which they differ, at most the size of the shorter.
template <typename List>
std::size_t first_difference(const List& a, const List& b) {
  const auto end = std::min(a.size(), b.size());
  std::size_t at = 0;
  while (at < end && a[at] == b[at]) ++at;
  return at;
}

std::string message_difference(const Units& expected, const Units& seen) {
  const auto at = first_difference(expected, seen);
  if (at < seen.size()) {
    return fmt::format("{} messages; message {} is {}", seen.size(), at,
                       quote(seen[at], max_shown));
  }
  if (at == expected.size()) return fmt::format("{} messages", seen.size());
  return fmt::format("{} messages; message {} is missing: {}", seen.size(), at,
                     quote(expected[at], max_shown));
}

std::string byte_difference(const std::string& expected, const std::string& seen) {
  const auto at = first_difference(expected, seen);
  if (at < seen.size()) {
    return fmt::format("{} bytes; from byte {} on: {}", seen.size(), at,
                       quote(seen.substr(at), max_shown));
  }
  if (at == expected.size()) return fmt::format("{} bytes", seen.size());
  return fmt::format("{} bytes; from byte {} on these are missing: {}", seen.size(), at,
                     quote(expected.substr(at), max_shown));
}

}  // namespace

std::string difference_words(const Units& expected, const Units& seen, Content content) {
  if (content == Content::json) return message_difference(expected, seen);
  return byte_difference(joined(expected, content), joined(seen, content));
}

}  // namespace conform::durability
