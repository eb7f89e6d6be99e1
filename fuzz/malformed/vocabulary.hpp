// The vocabulary of raw requests: valid values first, then values that careless servers mishandle.
//
// Tables contain these signs: $M method, $P path of the target, $U its URL, $H host and
// port of the server, $L a word of the chosen length, $R that many header lines, $N and $X the
// length of the body in decimal and hexadecimal digits, $C the length of its chunked form. All
// bytes are valid UTF-8, so that a finding can be written as text.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace conform::malformed {

/// Request lines, without their line ends.
[[nodiscard]] std::span<const std::string_view> request_lines();
[[nodiscard]] std::span<const std::string_view> methods();
/// Below the root of the streams; $P in them is the act's own stream.
[[nodiscard]] std::span<const std::string_view> targets();
/// Lines, each with its line end; an empty one means no field.
[[nodiscard]] std::span<const std::string_view> host_fields();
[[nodiscard]] std::span<const std::string_view> odd_fields();

/// How the length of a body is given.
struct Framing {
  std::string_view lines;  ///< each with its line end
  bool chunked = false;    ///< the body is sent in chunks
};
[[nodiscard]] std::span<const Framing> framings();

enum class Place { last, first };
inline constexpr std::size_t place_choices = 2;

enum class Front { nothing, good_read };
inline constexpr std::size_t front_choices = 2;

enum class Behind { nothing, good_read, good_read_after_empty_line, garbage };
inline constexpr std::size_t behind_choices = 4;

enum class Newline {
  crlf,
  lf,
  cr,
  lf_after_request_line,
  lf_at_end_of_head,
  cr_cr_lf,
  lf_cr,
  no_end_of_head,
};
inline constexpr std::size_t newline_choices = 8;

enum class BodyKind {
  none,
  text,
  removal,             ///< a request that would delete the canary
  append,              ///< one that would append to it
  removal_after_line,  ///< the same after an empty line
  removal_after_end,   ///< after the end of a chunked body
  answer,              ///< text that resembles a response
  long_text,
};
inline constexpr std::size_t body_choices = 8;

enum class ChunkShape {
  one,
  small,
  extension,
  quoted_extension,
  bare_extension,
  space_before_extension,
  leading_zero,
  upper_case,
  trailer,
  length_in_trailer,
  closure_in_trailer,
  many_trailers,
  bad_trailer,
  long_extension,
  many_zeros,
  long_last_chunk,
  extension_of_last_chunk,
  no_last_chunk,
  no_final_line,
  size_too_large,
  size_too_small,
  prefixed_size,
  plus_sign,
  minus_sign,
  no_size,
  size_is_word,
  digits_and_word,
  space_after_size,
  space_before_size,
  lf_after_size,
  cr_after_size,
  lf_in_extension,
  nothing_after_data,
  lf_after_data,
  word_after_data,
  sixteen_digits,
  beyond_64_bits,
  beyond_32_bits,
  negative_zero,
  lf_everywhere,
};
inline constexpr std::size_t chunk_shape_choices = 40;

/// At once, or in pieces of that many bytes with a short pause between them.
enum class Delivery { whole, bytes_1, bytes_7, bytes_64, bytes_1000 };
inline constexpr std::size_t delivery_choices = 5;

enum class Ending { listen, end, hang_up, reset };
inline constexpr std::size_t ending_choices = 4;

/// How many sixteenths of the bytes are left out at the end.
inline constexpr std::size_t cut_choices = 16;
/// Exponents of two.
inline constexpr std::size_t size_choices = 18;

/// The length of a body that contains a request: fixed, because stream names differ in length and
/// the announced length must be right.
inline constexpr std::size_t held_request_bytes = 512;

}  // namespace conform::malformed
