// The words that campaigns speak with: what the fields of an operation choose among. Right values
// come first, then those that a careless server takes for right ones.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace conform::fuzz {

/// An empty one stands for no header.
[[nodiscard]] std::span<const std::string_view> content_types();
[[nodiscard]] std::span<const std::string_view> producer_ids();
/// Values of Stream-Closed.
[[nodiscard]] std::span<const std::string_view> closings();
/// Offsets that no server has given.
[[nodiscard]] std::span<const std::string_view> invented_offsets();
/// Numbers that are none, or too large, or written in a way that the protocol does not know.
[[nodiscard]] std::span<const std::string_view> odd_numbers();
/// Values of Stream-Seq in the order of their bytes, which is not that of numbers.
[[nodiscard]] std::span<const std::string_view> stream_seqs();
/// Cursors that no server has given.
[[nodiscard]] std::span<const std::string_view> invented_cursors();

struct Lifetime {
  std::string_view ttl;      ///< Stream-TTL; empty for none
  std::string_view expires;  ///< Stream-Expires-At as a template; empty for none
};
[[nodiscard]] std::span<const Lifetime> lifetimes();

/// Where a read begins.
enum class From { start, tail, known, now, elsewhere, left_out, invented };
inline constexpr std::size_t offset_choices = 7;

/// A number from the one that is right: the epoch or the sequence number of a producer. What comes
/// after `missing` is one of odd_numbers().
enum class Number { right, same, next, first, earlier, far, missing };
inline constexpr std::size_t number_choices = 7 + 9;

/// A Stream-Seq from those that were sent before. What comes after `smaller` is one of
/// stream_seqs().
enum class Order { none, greater, same, smaller };
inline constexpr std::size_t order_choices = 4 + 8;

/// If-None-Match or cursor of a read. What comes after `cursor` is one of invented_cursors().
enum class Condition { none, etag, weak, any, in_list, of_other, cursor };
inline constexpr std::size_t condition_choices = 7 + 5;

inline constexpr std::size_t body_grammars = 16;

}  // namespace conform::fuzz
