#include "fuzz/sequence/vocabulary.hpp"

#include <array>

namespace conform::fuzz {

using namespace std::string_view_literals;

std::span<const std::string_view> content_types() {
  static constexpr std::array words = {"text/plain"sv,
                                       "application/json"sv,
                                       "application/octet-stream"sv,
                                       "text/plain; charset=utf-8"sv,
                                       "APPLICATION/JSON"sv,
                                       "application/json; charset=utf-8"sv,
                                       ""sv,
                                       "text"sv,
                                       "application/ld+json"sv};
  return words;
}

std::span<const std::string_view> producer_ids() {
  static constexpr std::array words = {"p"sv, "q"sv, "p:1"sv, "P"sv};
  return words;
}

std::span<const std::string_view> closings() {
  static constexpr std::array words = {"true"sv, "TRUE"sv, "false"sv, "1"sv};
  return words;
}

std::span<const std::string_view> invented_offsets() {
  static constexpr std::array words = {
      "0"sv, "-2"sv,   "NOW"sv,    ""sv,    "zzzzzzzz"sv, "9223372036854775808"sv, "1,2"sv, "a b"sv,
      "%"sv, "../x"sv, "\u00e9"sv, "-01"sv, "now "sv};
  return words;
}

std::span<const std::string_view> odd_numbers() {
  static constexpr std::array words = {"-1"sv,
                                       "+1"sv,
                                       "01"sv,
                                       "1.0"sv,
                                       "1e3"sv,
                                       "x"sv,
                                       "9007199254740991"sv,
                                       "9007199254740992"sv,
                                       "18446744073709551616"sv};
  static_assert(number_choices == 7 + words.size());
  return words;
}

std::span<const std::string_view> stream_seqs() {
  static constexpr std::array words = {"0"sv, "10"sv, "9"sv, "A"sv, "B"sv, "a"sv, "aa"sv, "b"sv};
  static_assert(order_choices == 4 + words.size());
  return words;
}

std::span<const std::string_view> invented_cursors() {
  static constexpr std::array words = {"0"sv, "1"sv, "999999999"sv, "x"sv, "-5"sv};
  static_assert(condition_choices == 7 + words.size());
  return words;
}

std::span<const Lifetime> lifetimes() {
  static constexpr std::array<Lifetime, 12> words = {{{"3600", ""},
                                                      {"1", ""},
                                                      {"2", ""},
                                                      {"", "{time:+3600s}"},
                                                      {"", "{time:+2s}"},
                                                      {"0", ""},
                                                      {"060", ""},
                                                      {"+60", ""},
                                                      {"1.5", ""},
                                                      {"60", "{time:+3600s}"},
                                                      {"", "soon"},
                                                      {"", "{time:-1s}"}}};
  return words;
}

}  // namespace conform::fuzz
