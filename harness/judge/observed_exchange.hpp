// An exchange as the rules see it: with what its request asked for and what was known before.
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
  ParsedRequest asked;
  LogicalTime sent = 0;
  const StreamHistory& history;  ///< without what this exchange teaches
  SseControls controls;          ///< what the control events say, in the places of the events
  std::vector<Piece> pieces;     ///< what a read showed, where its positions are known
  /// Every offset that the answer hands out. An offset that a read brought and gets back is the
  /// client's own; a sentinel that comes back is not, for its place is to be named.
  std::vector<std::string_view> offsets;

  [[nodiscard]] int status() const { return exchange.response.status; }
  [[nodiscard]] bool is(Method method) const { return asked.method == method; }
  [[nodiscard]] bool is(Method method, int its_status) const {
    return is(method) && status() == its_status;
  }
  [[nodiscard]] bool is(ReadMode mode, int its_status) const {
    return asked.mode == mode && status() == its_status;
  }
  [[nodiscard]] bool success() const { return status() / 100 == 2; }
  /// The answer has the form that a read of this stream has: its media type, or text/event-stream,
  /// and a body that is whole. All but reads are in form.
  [[nodiscard]] bool is_in_form() const;
  /// The response body is whole and stands for itself.
  [[nodiscard]] bool has_whole_body() const;
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
    return value_of(exchange.response.headers, name);
  }
  /// The same, empty when it is missing.
  [[nodiscard]] std::string_view text(std::string_view name) const {
    return header(name).value_or("");
  }
  [[nodiscard]] bool says(std::string_view name) const {
    return says_true(exchange.response.headers, name);
  }
  /// The stream as this request must have found it; null when that is in doubt.
  [[nodiscard]] const StreamLifetime* stream() const { return history.current(sent); }
  /// What is known of its content; only where `stream` is not null.
  [[nodiscard]] const StreamContent& content() const { return stream()->content; }
  /// The stream had been closed, and the closing acknowledged, before the request was sent.
  [[nodiscard]] bool after_close() const;
  /// No cache can hold the answer.
  [[nodiscard]] bool is_fresh() const { return history.is_fresh(exchange); }
  /// A read in JSON mode, by the type that its answer has.
  [[nodiscard]] bool answers_json() const;
};

[[nodiscard]] bool is_no_sentinel(std::string_view offset);
[[nodiscard]] std::vector<std::string_view> offsets_in(const ObservedExchange& seen);

/// "Name: value" as evidence, or that it is not there.
[[nodiscard]] std::string shown(const ObservedExchange& seen, std::string_view name);

}  // namespace conform
