#include "fuzz/malformed/chunks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace conform::malformed {
namespace {

constexpr std::string_view last_chunk = "0\r\n\r\n";
constexpr std::size_t max_single_bytes = 256;
constexpr std::size_t max_trailers = 4096;

/// One chunk with this size line, and the end of the body.
std::string sized(const ChunkData& data, std::string_view size_line) {
  return fmt::format("{}\r\n{}\r\n{}", size_line, data.text, last_chunk);
}

/// One valid chunk, and this end.
std::string ended(const ChunkData& data, std::string_view end) {
  return fmt::format("{:x}\r\n{}\r\n{}", data.size, data.text, end);
}

/// One byte in each, unless the data is a variable.
std::string small_chunks(const ChunkData& data) {
  if (data.text.size() != data.size) return "1\r\nx\r\n" + ended(data, last_chunk);
  std::string out;
  const auto single = std::min(data.size, max_single_bytes);
  for (std::size_t i = 0; i < single; ++i) out += fmt::format("1\r\n{}\r\n", data.text[i]);
  if (single == data.size) return out.append(last_chunk);
  return out + ended({data.text.substr(single), data.size - single, data.much}, last_chunk);
}

std::string trailers(std::size_t count) {
  std::string out = "0\r\n";
  for (std::size_t i = 0; i < std::min(count, max_trailers); ++i) out += "X-Trailer: x\r\n";
  return out + "\r\n";
}

}  // namespace

std::string chunked_form(const ChunkData& data, ChunkShape shape) {
  if (data.size == 0 && shape == ChunkShape::one) return std::string(last_chunk);
  const auto size = fmt::format("{:x}", data.size);
  switch (shape) {
    case ChunkShape::one:
      return sized(data, size);
    case ChunkShape::small:
      return small_chunks(data);
    case ChunkShape::extension:
      return sized(data, size + ";name=value");
    case ChunkShape::quoted_extension:
      return sized(data, size + ";name=\"a;b\\\"c\"");
    case ChunkShape::bare_extension:
      return sized(data, size + ";name");
    case ChunkShape::space_before_extension:
      return sized(data, size + " ; name = value");
    case ChunkShape::leading_zero:
      return sized(data, "000" + size);
    case ChunkShape::upper_case:
      return sized(data, fmt::format("{:X}", data.size));
    case ChunkShape::trailer:
      return ended(data, "0\r\nX-Trailer: x\r\n\r\n");
    case ChunkShape::length_in_trailer:
      return ended(data, "0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n");
    case ChunkShape::closure_in_trailer:
      return ended(data, "0\r\nStream-Closed: true\r\n\r\n");
    case ChunkShape::many_trailers:
      return ended(data, trailers(data.much));
    case ChunkShape::bad_trailer:
      return ended(data, "0\r\nX Trailer\r\n\r\n");
    case ChunkShape::long_extension:
      return sized(data, size + ";" + std::string(data.much, 'a'));
    case ChunkShape::many_zeros:
      return sized(data, std::string(data.much, '0') + size);
    case ChunkShape::long_last_chunk:
      return ended(data, std::string(data.much, '0') + "\r\n\r\n");
    case ChunkShape::extension_of_last_chunk:
      return ended(data, "0;name=value\r\n\r\n");
    case ChunkShape::no_last_chunk:
      return ended(data, "");
    case ChunkShape::no_final_line:
      return ended(data, "0\r\n");
    case ChunkShape::size_too_large:
      return sized(data, fmt::format("{:x}", data.size + 16));
    case ChunkShape::size_too_small:
      return sized(data, fmt::format("{:x}", data.size - std::min<std::size_t>(data.size, 1)));
    case ChunkShape::prefixed_size:
      return sized(data, "0x" + size);
    case ChunkShape::plus_sign:
      return sized(data, "+" + size);
    case ChunkShape::minus_sign:
      return sized(data, "-" + size);
    case ChunkShape::no_size:
      return sized(data, "");
    case ChunkShape::size_is_word:
      return sized(data, "zz");
    case ChunkShape::digits_and_word:
      return sized(data, size + "zz");
    case ChunkShape::space_after_size:
      return sized(data, size + " ");
    case ChunkShape::space_before_size:
      return sized(data, " " + size);
    case ChunkShape::lf_after_size:
      return fmt::format("{}\n{}\r\n{}", size, data.text, last_chunk);
    case ChunkShape::cr_after_size:
      return fmt::format("{}\r{}\r\n{}", size, data.text, last_chunk);
    case ChunkShape::lf_in_extension:
      return sized(data, size + ";a\nb");
    case ChunkShape::nothing_after_data:
      return fmt::format("{}\r\n{}{}", size, data.text, last_chunk);
    case ChunkShape::lf_after_data:
      return fmt::format("{}\r\n{}\n{}", size, data.text, last_chunk);
    case ChunkShape::word_after_data:
      return fmt::format("{}\r\n{}xx{}", size, data.text, last_chunk);
    case ChunkShape::sixteen_digits:
      return sized(data, "ffffffffffffffff");
    case ChunkShape::beyond_64_bits:
      return sized(data, fmt::format("1{:016x}", data.size));
    case ChunkShape::beyond_32_bits:
      return sized(data, fmt::format("1{:08x}", data.size));
    case ChunkShape::negative_zero:
      return ended(data, "-0\r\n\r\n");
    case ChunkShape::lf_everywhere:
      return fmt::format("{}\n{}\n0\n\n", size, data.text);
  }
  return {};
}

}  // namespace conform::malformed
