// The input of a fuzz target as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace conform::fuzz {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {data, data + size};
}

/// The text as a network may deliver it: in short pieces, split anywhere. The same text is always
/// split in the same way.
inline std::vector<std::string_view> pieces_of(std::string_view text) {
  constexpr std::size_t longest = 8;
  std::vector<std::string_view> pieces;
  std::size_t random = text.size();
  while (!text.empty()) {
    random = random * 31 + static_cast<unsigned char>(text.front());
    pieces.push_back(text.substr(0, 1 + random % longest));
    text.remove_prefix(pieces.back().size());
  }
  return pieces;
}

/// The text split once, anywhere. The same text is always split in the same way.
inline std::vector<std::string_view> halves_of(std::string_view text) {
  std::size_t random = text.size();
  for (const char c : text) random = random * 31 + static_cast<unsigned char>(c);
  const auto size = random % (text.size() + 1);
  return {text.substr(0, size), text.substr(size)};
}

}  // namespace conform::fuzz
