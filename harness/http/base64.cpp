#include "harness/http/base64.hpp"

#include <array>
#include <cstdint>

namespace conform::http {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr unsigned char no_value = 0xFF;

/// The value of each character of the alphabet; no_value for any other.
constexpr auto values = [] {
  std::array<unsigned char, 256> table{};
  table.fill(no_value);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<unsigned char>(i);
  }
  return table;
}();

std::uint32_t octet_at(std::string_view bytes, std::size_t index) {
  return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0U;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t group =
        octet_at(bytes, i) << 16 | octet_at(bytes, i + 1) << 8 | octet_at(bytes, i + 2);
    text.push_back(alphabet[group >> 18 & 63]);
    text.push_back(alphabet[group >> 12 & 63]);
    text.push_back(i + 1 < bytes.size() ? alphabet[group >> 6 & 63] : '=');
    text.push_back(i + 2 < bytes.size() ? alphabet[group & 63] : '=');
  }
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  std::size_t characters = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;
    const auto value = values[static_cast<unsigned char>(c)];
    if (c == '=') {
      ++padding;
    } else if (value == no_value || padding > 0) {
      return std::nullopt;
    }
    group = group << 6 | (c == '=' ? 0U : value);
    if (++characters % 4 != 0) continue;
    for (const int shift : {16, 8, 0}) bytes.push_back(static_cast<char>(group >> shift & 0xFF));
    group = 0;
  }
  if (characters % 4 != 0 || padding > 2) return std::nullopt;
  bytes.erase(bytes.size() - padding);
  return bytes;
}

}  // namespace conform::http
