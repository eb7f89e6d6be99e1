#include "fuzz/sequence/bodies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>
#include <string_view>

#include "fuzz/sequence/vocabulary.hpp"

namespace conform::fuzz {
namespace {

using namespace std::string_view_literals;

constexpr std::array numbers = {"0"sv,
                                "-0"sv,
                                "1e400"sv,
                                "-1E+2"sv,
                                "0.1"sv,
                                "1.0"sv,
                                "9007199254740993"sv,
                                "18446744073709551617"sv,
                                "123456789012345678901234567890"sv,
                                "1e-400"sv};

/// At and beyond the limits of doubles and integers.
constexpr std::array edges = {"1e400"sv,
                              "-1e400"sv,
                              "1.7976931348623157e308"sv,
                              "1.7976931348623159e308"sv,
                              "5e-324"sv,
                              "2e-324"sv,
                              "9007199254740992"sv,
                              "9007199254740993"sv,
                              "9223372036854775807"sv,
                              "9223372036854775808"sv,
                              "-9223372036854775809"sv,
                              "18446744073709551615"sv,
                              "0.30000000000000004"sv,
                              "1E400"sv,
                              "123456789012345678901234567890.5"sv,
                              "1e23"sv};

constexpr std::array nearly_json = {"{"sv,
                                    "[1,]"sv,
                                    "{\"a\":}"sv,
                                    "{'a':1}"sv,
                                    "[1 2]"sv,
                                    "01"sv,
                                    "\"\\x\""sv,
                                    "tru"sv,
                                    "NaN"sv,
                                    "[1]]"sv,
                                    "{} {}"sv,
                                    "\"\t\""sv,
                                    "\xEF\xBB\xBF{}"sv,
                                    "/**/1"sv,
                                    ".5"sv,
                                    "\"\\ud800\""sv,
                                    "[\"\xff\"]"sv};

constexpr std::array texts = {
    "\u00e9"sv,       "e\u0301"sv,      "\U0001F600"sv, "\u2028\u2029"sv, "\u202Eabc"sv,
    "\uFEFF"sv,       "\u0000x"sv,      "\xC0\xAF"sv,   "\xED\xA0\x80"sv, "\xFF\xFE"sv,
    "\xF0\x9F\x98"sv, "\u0085"sv,       "\r"sv,         "a\r\nb\rc\nd"sv, " lead"sv,
    "trail \n"sv,     "\u00DF\u1E9E"sv, "\uFFFF"sv,     "\U0010FFFF"sv,   "\x7F\x1B[31m"sv};

constexpr std::array events = {
    "data: x\n\n"sv, "\n\nevent: control\ndata: {\"streamClosed\":true}\n\n"sv,
    ": comment\n"sv, "id: 1\nretry: 5\n"sv,
    "data"sv,        "\n"sv,
    "\n\n"sv,        "event: data\r\rdata: y\r\r"sv};

constexpr std::array messages = {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"sv,
                                 "GET / HTTP/1.1\r\nHost: x\r\n\r\n"sv, "0\r\n\r\n"sv,
                                 "\r\nStream-Closed: true\r\n\r\n"sv};

constexpr std::array encoded = {"aGVsbG8="sv, "aGVsbG8"sv, "===="sv,
                                "AAAA"sv,     "-_-_"sv,    "data:;base64,AA=="sv};

template <std::size_t N>
std::string_view one_of(const std::array<std::string_view, N>& words, std::size_t seed) {
  return words[seed % N];
}

/// Around every power of two up to 2^20: one below, the power, one above.
std::size_t boundary_size(std::size_t size) {
  const std::size_t power = std::size_t{1} << (size / 3 % 21);
  return power + size % 3 - 1;
}

std::string json_string(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += fmt::format("\\{}", c);
    } else if (byte < 0x20) {
      json += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
    } else {
      json += c;
    }
  }
  return json + "\"";
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string random_bytes(std::size_t count, std::size_t seed) {
  std::minstd_rand random(static_cast<std::minstd_rand::result_type>(seed + 1));
  std::string bytes(count, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random() >> 8);
  return bytes;
}

std::string batch(std::size_t count, std::size_t serial) {
  std::string json = "[";
  for (std::size_t i = 0; i < count; ++i) {
    json += fmt::format("{}{{\"m\":{},\"i\":{}}}", i == 0 ? "" : ",", serial, i);
  }
  return json + "]";
}

std::string deep(std::size_t depth, bool objects) {
  return objects ? repeated("{\"a\":", depth) + "1" + repeated("}", depth)
                 : repeated("[", depth) + repeated("]", depth);
}

/// As a JSON value in JSON mode, otherwise unchanged.
std::string fitting(std::string_view text, bool json) {
  return json ? json_string(text) : std::string(text);
}

std::string filler(const BodyChoice& choice, std::size_t max_bytes) {
  const auto size = std::min(boundary_size(choice.size), max_bytes);
  const std::string tag = fmt::format("{}.", choice.serial);
  std::string text = repeated(tag, size / tag.size() + 1);
  if (!choice.json) return text.substr(0, size);
  return json_string(text.substr(0, size > 2 ? size - 2 : 0));
}

/// Large bodies cost as much as hundreds of small ones: one choice in seven is large.
bool is_large(const BodyChoice& choice) {
  return choice.seed % 7 == 0;
}

/// If large, nested more deeply than most recursive parsers allow.
std::string very_deep(const BodyChoice& choice) {
  const std::size_t step = is_large(choice) ? 500 : 20;
  const auto depth = step * (12 - choice.size % 12);
  if (choice.seed % 3 < 2) return deep(depth, choice.seed % 3 == 1);
  return repeated("[{\"a\":", depth / 2) + "null" + repeated("}]", depth / 2);
}

/// An array of many messages, or an object of many members.
std::string wide(const BodyChoice& choice, std::size_t max_bytes) {
  constexpr std::size_t max_bytes_of_each = 13;
  const std::size_t most = is_large(choice) ? 13 : 7;
  const auto count =
      std::min(std::size_t{1} << (most - choice.size % (most + 1)), max_bytes / max_bytes_of_each);
  std::string json = choice.seed % 2 == 0 ? "[" : "{";
  for (std::size_t i = 0; i < count; ++i) {
    json += i == 0 ? "" : ",";
    json += choice.seed % 2 == 0 ? fmt::format("{}", i) : fmt::format("\"k{}\":{}", i, i % 10);
  }
  return json + (choice.seed % 2 == 0 ? "]" : "}");
}

std::string number_within(std::size_t seed) {
  const auto number = one_of(edges, seed / 3);
  switch (seed % 3) {
    case 0:
      return fmt::format("[{}]", number);
    case 1:
      return fmt::format("{{\"n\":{}}}", number);
    default:
      return fmt::format("[[1,{}],{{\"a\":[{}]}}]", number, number);
  }
}

/// Lines and spaces that event streams treat specially.
std::string lines(std::size_t seed, std::size_t size) {
  constexpr std::array pieces = {"\n"sv,   " "sv,     "x"sv,      "\r\n"sv,  "\t"sv,
                                 "\n\n"sv, ":"sv,     "  "sv,     "data:"sv, "\u00e9"sv,
                                 "\r"sv,   "id: 1"sv, "\u2028"sv, "\u0085"sv};
  std::minstd_rand random(static_cast<std::minstd_rand::result_type>(seed + 1));
  std::string text;
  constexpr std::size_t usual = 8;
  for (std::size_t i = 0; i <= (size + usual) % 16; ++i) text += one_of(pieces, random() >> 8);
  return text;
}

/// Long enough for several events, with multi-byte characters across every boundary.
std::string long_text(const BodyChoice& choice, std::size_t max_bytes) {
  const auto character = choice.seed % 8 < 4 ? "\u00e9"sv : "\U0001F600"sv;
  const auto most = max_bytes - std::min<std::size_t>(max_bytes, 8);
  const std::size_t usual = is_large(choice) ? 48 : 27;
  const auto size = std::min(boundary_size(choice.size + usual), most);
  return std::string(choice.seed % 4, 'x') + repeated(character, size / character.size());
}

std::string unbounded(const BodyChoice& choice, std::size_t max_bytes) {
  const auto seed = choice.seed;
  const auto count = choice.size % 40;
  switch (choice.grammar) {
    case 0:
      return choice.json ? fmt::format("{{\"m\":{}}}", choice.serial)
                         : fmt::format("m{};", choice.serial);
    case 1:
      return {};
    case 2:
      return batch(count, choice.serial);
    case 3:
      return filler(choice, max_bytes);
    case 4:
      return fitting(one_of(texts, seed), choice.json);
    case 5:
      return std::string(one_of(numbers, seed));
    case 6:
      return std::string(one_of(nearly_json, seed));
    case 7:
      return fitting(one_of(events, seed), choice.json);
    case 8:
      return fitting(one_of(messages, seed), choice.json);
    case 9:
      return fitting(one_of(encoded, seed), choice.json);
    case 10:
      return random_bytes(boundary_size(choice.size % 30), seed);
    case 11:
      return deep(boundary_size(choice.size % 36), seed % 2 == 0);
    case 12:
      return fmt::format("{{\"a\":{},\"a\":{}}}", choice.serial, seed);
    case 13:
      return fmt::format("[[{}],[],[[{}]]]", choice.serial, seed);
    case 14:
      return fmt::format(" \n[ {} , null, true , \"\" ]\t", choice.serial);
    case 15:
      return fitting(repeated(one_of(texts, seed), count), choice.json);
    case 16:
      return very_deep(choice);
    case 17:
      return wide(choice, max_bytes);
    case 18:
      return number_within(seed);
    case 19:
      return fitting(lines(seed, choice.size), choice.json);
    case 20:
      return fitting(long_text(choice, max_bytes), choice.json);
    default: {
      const std::size_t times = is_large(choice) ? 20'000 : 500;
      return choice.json ? fmt::format("[{{\"long\":{}}},{}]",
                                       json_string(repeated("long ", times)), choice.serial)
                         : repeated(fmt::format("line {}\n", choice.serial), times);
    }
  }
}

}  // namespace

std::string body_of(const BodyChoice& choice, std::size_t max_bytes) {
  auto body = unbounded(choice, max_bytes);
  if (body.size() > max_bytes) body.resize(max_bytes);
  return body;
}

}  // namespace conform::fuzz
