// The words that campaigns speak with: what the fields of an operation choose among. Right values
// come first, then those that a careless server takes for right ones.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

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
/// Entity tags that no server has given.
[[nodiscard]] std::span<const std::string_view> invented_tags();

/// Header fields that a client library adds on its own. None of them changes what is asked.
struct ClientHeaders {
  std::span<const std::pair<std::string_view, std::string_view>> fields;
  bool chunked = false;  ///< and it sends bodies in chunks
};
[[nodiscard]] std::span<const ClientHeaders> client_library_headers();

struct Lifetime {
  std::string_view ttl;      ///< Stream-TTL; empty for none
  std::string_view expires;  ///< Stream-Expires-At as a template; empty for none
};
[[nodiscard]] std::span<const Lifetime> lifetimes();

/// Where a read begins.
enum class From { start, tail, known, now, elsewhere, left_out, invented, derived };
inline constexpr std::size_t offset_choices = 8;

/// An offset altered as clients, proxies and attackers alter one, in the nth of so many ways.
inline constexpr std::size_t derivations = 14;
[[nodiscard]] std::string derived(std::string_view offset, std::size_t way);

/// How much of an append comes with its head: all of it, nothing, the first byte, all but the last
/// one, the first half.
enum class Held { nothing, all, but_first, last, half };
inline constexpr std::size_t held_choices = 5;

/// How a query is written.
enum class Spelling {
  plain,
  backwards,         ///< its parameters in the other order
  fresh,             ///< with a parameter that means nothing
  encoded,           ///< values percent-encoded where they need not be
  encoded_in_small,  ///< the same with small letters
  encoded_names,
  repeated,  ///< each parameter twice, with one value
  with_gaps  ///< with parameters that are empty
};
inline constexpr std::size_t spellings = 8;

/// A number from the one that is right: the epoch or the sequence number of a producer. What comes
/// after `missing` is one of odd_numbers().
enum class Number { right, same, next, first, earlier, far, missing };
inline constexpr std::size_t number_choices = 7 + 9;

/// A Stream-Seq from those that were sent before. What comes after `smaller` is one of
/// stream_seqs().
enum class Order { none, greater, same, smaller };
inline constexpr std::size_t order_choices = 4 + 14;

/// If-None-Match or cursor of a read. What comes after `made_up` is one of the rest of
/// invented_cursors().
enum class Condition {
  none,
  etag,
  weak,
  any,
  in_list,
  of_other,
  cursor,
  first_invented,
  earlier = 12,  ///< a tag that was given before, at a URL that was never asked for
  made_up        ///< one of invented_tags()
};
inline constexpr std::size_t condition_choices = 14 + 6;

inline constexpr std::size_t body_grammars = 22;

}  // namespace conform::fuzz
