#include "harness/scenario/body_words.hpp"

#include <fmt/format.h>

namespace conform {
namespace {

constexpr std::size_t longest = 60;
constexpr std::size_t max_hex_bytes = 12;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// At most `longest` bytes, never ending inside a code point.
std::string_view shortened(std::string_view text) {
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && is_continuation(text[end])) --end;
  return text.substr(0, end);
}

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes.substr(0, max_hex_bytes)) {
    digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  }
  return bytes.size() > max_hex_bytes ? digits + "…" : digits;
}

struct BodyWords {
  std::string operator()(const BodyText& body) const { return in_quotes(body.text); }
  std::string operator()(const BodyJson& body) const { return "JSON " + body.value.dump(); }
  std::string operator()(const BodyBytes& body) const {
    return fmt::format("{} bytes ({})", body.bytes.size(), hex(body.bytes));
  }
  std::string operator()(const BodyRepeat& body) const {
    const auto several =
        body.count > 1 ? fmt::format(", for n from 1 to {}", body.count) : std::string();
    return fmt::format("{} × {}{}", in_quotes(body.text), body.times, several);
  }
  std::string operator()(const BodyRandom& body) const {
    return fmt::format("{} random bytes (seed {})", body.bytes, body.seed);
  }
};

}  // namespace

std::string in_quotes(std::string_view text) {
  const std::string_view kept = shortened(text);
  std::string result =
      nlohmann::json(kept).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return kept.size() < text.size() ? result + "…" : result;
}

std::string body_words(const Body& body) {
  return std::visit(BodyWords{}, body);
}

}  // namespace conform
