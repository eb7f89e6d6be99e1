// The vocabulary of campaigns: the values that the fields of an operation choose from. Valid values
// come first, then those that a careless server accepts as valid.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace conform::fuzz {

/// An empty value means no header.
[[nodiscard]] std::span<const std::string_view> content_types();
[[nodiscard]] std::span<const std::string_view> producer_ids();
/// Values of Stream-Closed.
[[nodiscard]] std::span<const std::string_view> closings();
/// Offsets that were not received from a server.
[[nodiscard]] std::span<const std::string_view> invented_offsets();
/// Invalid numbers: not decimal, too large, or in a form that the protocol does not allow.
[[nodiscard]] std::span<const std::string_view> odd_numbers();
/// Values of Stream-Seq in byte order, which differs from numeric order.
[[nodiscard]] std::span<const std::string_view> stream_seqs();
/// Cursors that were not received from a server.
[[nodiscard]] std::span<const std::string_view> invented_cursors();
/// Entity tags that were not received from a server.
[[nodiscard]] std::span<const std::string_view> invented_tags();

/// Header fields that a client library adds. None of them changes the meaning of a request.
struct ClientHeaders {
  std::span<const std::pair<std::string_view, std::string_view>> fields;
  bool chunked = false;  ///< it also sends bodies in chunks
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

/// How many ways there are to alter an offset as clients, proxies and attackers do.
inline constexpr std::size_t derivations = 14;
[[nodiscard]] std::string derived(std::string_view offset, std::size_t way);

/// How much of the body of an append is held back at first.
enum class Held { nothing, all, but_first, last, half };
inline constexpr std::size_t held_choices = 5;

/// How a query is written.
enum class Spelling {
  plain,
  backwards,         ///< its parameters in the other order
  fresh,             ///< with an additional parameter without meaning
  encoded,           ///< values percent-encoded where they need not be
  encoded_in_small,  ///< the same with lower-case digits
  encoded_names,
  repeated,  ///< each parameter twice, with one value
  with_gaps  ///< with empty parameters
};
inline constexpr std::size_t spellings = 8;

/// The epoch or the sequence number of a producer, relative to the correct one. Choices after
/// `missing` are odd_numbers().
enum class Number { right, same, next, first, earlier, far, missing };
inline constexpr std::size_t number_choices = 7 + 9;

/// A Stream-Seq relative to the last one. Choices after `smaller` are stream_seqs().
enum class Order { none, greater, same, smaller };
inline constexpr std::size_t order_choices = 4 + 14;

/// If-None-Match or cursor of a read. Choices after `made_up` are further invented_cursors().
enum class Condition {
  none,
  etag,
  weak,
  any,
  in_list,
  of_other,
  cursor,
  first_invented,
  earlier = 12,  ///< an older tag, at a URL that was not requested before
  made_up        ///< one of invented_tags()
};
inline constexpr std::size_t condition_choices = 14 + 6;

inline constexpr std::size_t body_grammars = 22;

}  // namespace conform::fuzz
