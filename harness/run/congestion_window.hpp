// How many requests may be under way at once: few at first, more while answers stay prompt, half as
// many when the server takes no more. It follows TCP's congestion control (RFC 5681: slow start,
// additive increase, multiplicative decrease) and, where only latency tells, TCP Vegas. Values in,
// a limit out: it has no clock.
#pragma once

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

  /// Of a request that nothing was meant to hold back.
  struct Answered {
    Instant sent;
    Instant done;
    std::size_t under_way = 1;  ///< requests when it was sent, itself and live reads included
    bool limit_reached = true;  ///< more would have been sent if the limit had allowed it
  };
  void answered(const Answered& answer);

  /// Of a request that the server turned away (408, 429, 503, no connection) or left without an
  /// answer. Those sent before the limit was cut last tell nothing new.
  struct Refused {
    Instant sent;
    Instant now;
    std::size_t under_way = 1;  ///< as above
  };
  void refused(const Refused& refusal);

  /// What was refused had nothing to do with how many requests were under way: as if it had not
  /// been.
  void forget_refusals();

  [[nodiscard]] std::size_t limit() const { return limit_; }
  /// So many requests at once the server has worked on without making one wait.
  [[nodiscard]] std::size_t proven() const { return proven_; }
  /// More than so many at once were refused; nullopt where none was.
  [[nodiscard]] std::optional<std::size_t> capacity() const;
  /// Whether answers came late or were refused since then.
  [[nodiscard]] bool strained_since(Instant then) const { return last_strain_ >= then; }
  /// Whether a request without an answer for so long is late.
  [[nodiscard]] bool is_overdue(Duration age) const;

 private:
  [[nodiscard]] Duration prompt() const;
  void judge_batch(Instant now);
  void grow();

  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  std::size_t most_;
  std::size_t limit_;
  std::size_t ceiling_ = unlimited;  ///< more has been refused
  std::size_t proven_ = 1;
  bool slow_start_ = true;
  std::optional<Duration> base_;  ///< latency where nothing queues, typically
  std::vector<Duration> batch_;
  bool limit_reached_ = false;  ///< in this batch
  std::size_t batches_at_ceiling_ = 0;
  std::size_t patience_;  ///< so many batches at the ceiling before it is tried again
  Instant last_cut_ = Instant::min();
  Instant last_strain_ = Instant::min();
};

}  // namespace conform
