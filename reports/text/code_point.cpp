#include "reports/text/code_point.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "harness/http/utf8.hpp"

namespace conform::reports {
namespace {

struct CodePoints {
  char32_t first;
  char32_t last;
};

// Whole blocks instead of single characters: a wrong width only makes a line ragged.
constexpr auto combining = std::to_array<CodePoints>({{0x0300, 0x036F},
                                                      {0x0483, 0x0489},
                                                      {0x0591, 0x05BD},
                                                      {0x0610, 0x061A},
                                                      {0x064B, 0x065F},
                                                      {0x1AB0, 0x1AFF},
                                                      {0x1DC0, 0x1DFF},
                                                      {0x20D0, 0x20FF},
                                                      {0xFE00, 0xFE0F},
                                                      {0xFE20, 0xFE2F},
                                                      {0xE0100, 0xE01EF}});

constexpr auto wide = std::to_array<CodePoints>({{0x1100, 0x115F},
                                                 {0x2E80, 0x303E},
                                                 {0x3041, 0xA4CF},
                                                 {0xA960, 0xA97F},
                                                 {0xAC00, 0xD7A3},
                                                 {0xF900, 0xFAFF},
                                                 {0xFE30, 0xFE6F},
                                                 {0xFF00, 0xFF60},
                                                 {0xFFE0, 0xFFE6},
                                                 {0x1F300, 0x1F64F},
                                                 {0x1F680, 0x1F6FF},
                                                 {0x1F900, 0x1FAFF},
                                                 {0x20000, 0x3FFFD}});

template <class Ranges>
bool within(const Ranges& ranges, char32_t value) {
  return std::any_of(std::begin(ranges), std::end(ranges), [value](const CodePoints& range) {
    return value >= range.first && value <= range.last;
  });
}

unsigned byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const unsigned lead = byte_at(text, 0);
  const std::size_t length = http::utf8_sequence(text);
  if (length <= 1) return {lead, 1, length == 1};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) value = (value << 6U) | (byte_at(text, i) & 0x3FU);
  return {value, length, true};
}

std::size_t columns_of(char32_t code_point) {
  if (within(combining, code_point)) return 0;
  return within(wide, code_point) ? 2 : 1;
}

}  // namespace conform::reports
