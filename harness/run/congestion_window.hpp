// How many requests may be under way at once: few at first, more while responses stay fast, half as
// many when the server is overloaded. It follows TCP congestion control (RFC 5681: slow start,
// additive increase, multiplicative decrease) and, where only latency is a signal, TCP Vegas.
// Purely a computation: it has no clock.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "harness/http/instant.hpp"

namespace conform {

class CongestionWindow {
 public:
  /// The limit never exceeds `most`.
  explicit CongestionWindow(std::size_t most);

  /// For a request that nothing was meant to delay.
  struct Answered {
    Instant sent;
    Instant done;
    std::size_t under_way = 1;  ///< requests when it was sent, including itself and live reads
    bool limit_reached = true;  ///< more would have been sent if the limit had allowed it
  };
  void answered(const Answered& answer);

  /// For a request that the server turned away (408, 429, 503, no connection) or did not answer.
  /// Those sent before the last reduction of the limit are ignored.
  struct Refused {
    Instant sent;
    Instant now;
    std::size_t under_way = 1;  ///< as above
  };
  void refused(const Refused& refusal);

  /// A response was slow for a reason other than the number of requests.
  void note_strain(Instant when) { last_strain_ = std::max(last_strain_, when); }

  /// The refusals had nothing to do with the number of requests under way: undoes them.
  void forget_refusals();

  [[nodiscard]] std::size_t limit() const { return limit_; }
  /// This many requests at once the server has handled without making any wait.
  [[nodiscard]] std::size_t proven() const { return proven_; }
  /// More than this many at once were refused; nullopt if none were.
  [[nodiscard]] std::optional<std::size_t> capacity() const;
  /// Whether responses were slow or refused since then.
  [[nodiscard]] bool strained_since(Instant then) const { return last_strain_ >= then; }
  /// Whether a response that took this long was slow.
  [[nodiscard]] bool is_slow(Duration latency) const { return base_ && latency > prompt(); }
  /// Whether a request unanswered for this long is late.
  [[nodiscard]] bool is_overdue(Duration age) const;

 private:
  [[nodiscard]] Duration prompt() const;
  void judge_batch(Instant now);
  void grow();

  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  std::size_t most_;
  std::size_t limit_;
  std::size_t ceiling_ = unlimited;  ///< more than this has been refused
  std::size_t proven_ = 1;
  bool slow_start_ = true;
  std::optional<Duration> base_;  ///< typical latency without queueing
  std::vector<Duration> batch_;
  bool limit_reached_ = false;  ///< in this batch
  std::size_t batches_at_ceiling_ = 0;
  std::size_t patience_;  ///< number of batches at the ceiling before it is raised again
  Instant last_cut_ = Instant::min();
  Instant last_strain_ = Instant::min();
};

}  // namespace conform
