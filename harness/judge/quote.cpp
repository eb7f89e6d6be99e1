#include "harness/judge/quote.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/http/utf8.hpp"

namespace conform {
namespace {

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
}

/// C0 and C1 controls and DEL: a terminal might interpret them.
bool is_control(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

}  // namespace

std::string quote(std::string_view text, std::size_t max_bytes) {
  std::string out = "\"";
  std::size_t at = 0;
  while (at < text.size() && at < max_bytes) {
    const auto sequence =
        text.substr(at, std::max<std::size_t>(http::utf8_sequence(text.substr(at)), 1));
    at += sequence.size();
    if (sequence == "\"" || sequence == "\\") {
      out.push_back('\\');
      out += sequence;
    } else if (http::utf8_sequence(sequence) == 0 || is_control(sequence)) {
      for (const char c : sequence) append_escaped(out, c);
    } else {
      out += sequence;
    }
  }
  out.push_back('"');
  if (at < text.size()) out += fmt::format(" and {} more bytes", text.size() - at);
  return out;
}

}  // namespace conform
