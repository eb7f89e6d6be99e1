#include "reports/secret_encodings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "harness/http/base64.hpp"
#include "harness/http/message.hpp"
#include "harness/http/url.hpp"

namespace conform::reports {
namespace {

/// What every base64 text has in it that has the value in it, after so many other bytes.
std::string base64_within(std::string_view value, std::size_t bytes_before) {
  const auto whole = http::base64_encode(std::string(bytes_before, '\0').append(value));
  // The characters that other bytes have a share in are left out.
  const auto begin = (bytes_before * 8 + 5) / 6;
  const auto end = (bytes_before + value.size()) * 8 / 6;
  return whole.substr(begin, end - begin);
}

std::string in_hex(std::string_view value, std::string_view digits) {
  std::string out;
  for (const char c : value) {
    out += fmt::format(fmt::runtime(digits), static_cast<unsigned char>(c));
  }
  return out;
}

/// A character, and what stands for it.
using Escape = std::pair<char, std::string_view>;

std::string escaped(std::string_view value, std::span<const Escape> escapes) {
  std::string out;
  for (const char c : value) {
    const auto escape = std::find_if(escapes.begin(), escapes.end(),
                                     [c](const auto& one) { return one.first == c; });
    if (escape == escapes.end()) {
      out += c;
    } else {
      out += escape->second;
    }
  }
  return out;
}

/// As the format of printf in a shell, which findings are written in.
constexpr auto printf_escapes =
    std::to_array<Escape>({{'\'', "\\047"}, {'%', "\\045"}, {'\\', "\\134"}});
/// As a word of a shell, in single quotation marks.
constexpr auto shell_escapes = std::to_array<Escape>({{'\'', R"('\'')"}});
constexpr auto xml_escapes = std::to_array<Escape>({{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}});
constexpr auto html_escapes = std::to_array<Escape>(
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}});

/// Backslashes before what JSON escapes, and before slashes if they are escaped too.
std::string in_json(std::string_view value, std::string_view escaped) {
  std::string out;
  for (const char c : value) {
    if (escaped.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string for_urls(std::string base64) {
  std::replace(base64.begin(), base64.end(), '+', '-');
  std::replace(base64.begin(), base64.end(), '/', '_');
  return base64;
}

}  // namespace

std::set<std::string> encodings_of(std::string_view value) {
  std::set<std::string> all{
      http::percent_encode(value),    http::to_lower(http::percent_encode(value)),
      in_json(value, "\"\\"),         in_json(value, "\"\\/"),
      in_hex(value, "{:02x}"),        in_hex(value, "{:02X}"),
      escaped(value, printf_escapes), escaped(value, shell_escapes),
      escaped(value, xml_escapes),    escaped(value, html_escapes)};
  for (std::size_t before = 0; before < 3; ++before) {
    all.insert(base64_within(value, before));
    all.insert(for_urls(base64_within(value, before)));
  }
  return all;
}

}  // namespace conform::reports
