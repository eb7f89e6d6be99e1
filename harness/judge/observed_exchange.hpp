// An exchange as the rules see it: with its parsed request and what was known before it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/parsed_request.hpp"
#include "harness/judge/piece.hpp"
#include "harness/judge/sse_control.hpp"
#include "harness/judge/stream_history.hpp"

namespace conform {

struct ObservedExchange {
  const Exchange& exchange;
  ParsedRequest request;
  LogicalTime sent = 0;
  const StreamHistory& history;  ///< without what is learned from this exchange
  SseControls controls;          ///< parsed control events, by the index of the event
  std::vector<Piece> pieces;     ///< what a read showed, if its positions are known
  /// Every offset that the answer gives out. An offset that a read sent and gets back is the
  /// client's own and not included; for a sentinel, the offset in the response counts.
  std::vector<std::string_view> offsets;

  [[nodiscard]] int status() const { return exchange.response.status; }
  [[nodiscard]] bool is(Method method) const { return request.method == method; }
  [[nodiscard]] bool is(Method method, int its_status) const {
    return is(method) && status() == its_status;
  }
  [[nodiscard]] bool is(ReadMode mode, int its_status) const {
    return request.mode == mode && status() == its_status;
  }
  [[nodiscard]] bool success() const { return status() / 100 == 2; }
  /// Whether the answer has the form of a read of this stream: its media type, or
  /// text/event-stream, and a whole body. Always true for requests other than reads.
  [[nodiscard]] bool is_in_form() const;
  /// The response body is whole and not encoded, ranged or otherwise dependent on another one.
  [[nodiscard]] bool has_whole_body() const;
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
    return value_of(exchange.response.headers, name);
  }
  /// The same, empty if it is missing.
  [[nodiscard]] std::string_view text(std::string_view name) const {
    return header(name).value_or("");
  }
  [[nodiscard]] bool says(std::string_view name) const {
    return says_true(exchange.response.headers, name);
  }
  /// The stream as it must have been when the server handled this request; null if that is
  /// uncertain.
  [[nodiscard]] const StreamLifetime* stream() const { return history.current(sent); }
  /// What is known of its content. Only valid if `stream` is not null.
  [[nodiscard]] const StreamContent& content() const { return stream()->content; }
  /// The stream had been closed, and the close acknowledged, before the request was sent.
  [[nodiscard]] bool after_close() const;
  /// The answer cannot come from a cache.
  [[nodiscard]] bool is_fresh() const { return history.is_fresh(exchange); }
  /// A read in JSON mode, by the media type of its response.
  [[nodiscard]] bool answers_json() const;
};

[[nodiscard]] bool is_not_sentinel(std::string_view offset);
[[nodiscard]] std::vector<std::string_view> offsets_in(const ObservedExchange& seen);

/// "Name: value" as evidence, or that the header is missing.
[[nodiscard]] std::string shown(const ObservedExchange& seen, std::string_view name);

}  // namespace conform
