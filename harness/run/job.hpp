// A scenario to be run, and its state so far.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/rule.hpp"
#include "harness/run/attempt.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// A response that says that the server is busy.
struct Refusal {
  int status = 0;
  std::size_t under_way = 1;  ///< requests when it was sent, including itself
  std::optional<Duration> retry_after;
};

struct Job {
  Job(const Scenario& of, std::size_t number);

  const Scenario* scenario;
  std::size_t serial;        ///< from 1, in the order of selection
  std::size_t peak;          ///< requests at once
  bool holds_reads;          ///< live reads, while it only waits for time to pass
  std::size_t large_bytes;   ///< of its bodies; 0 if they are small
  int attempts = 0;          ///< total
  int attempts_alone = 0;    ///< with nothing else under way
  int lost_connections = 0;  ///< attempts that ended with one
  Instant began{};
  enum class Next { none, reported, alone } next = Next::none;

  // The current attempt, or the last one.
  std::unique_ptr<Attempt> attempt{};
  Instant attempt_began{};
  std::optional<AttemptEnd> ending{};
  std::optional<Refusal> refusal{};  ///< of one of its requests
  std::optional<Violation>
      rule_violation{};       ///< the first violation of a rule that the scenario tests
  std::size_t under_way = 0;  ///< requests
  bool idle = false;          ///< it only waits for time to pass

  [[nodiscard]] AttemptEnd::Kind ending_kind() const;
  [[nodiscard]] bool only_observes() const { return !scenario->observe.empty(); }
};

using Jobs = std::vector<std::unique_ptr<Job>>;

/// A fresh job for the same scenario; its attempts so far do not count.
[[nodiscard]] std::unique_ptr<Job> fresh_job(const Job& job);

// For a job whose attempt has ended:

/// Whether more time, or fewer requests at once, might have changed how it ended.
[[nodiscard]] bool depends_on_time(const Job& job);

/// What endings with the same cause have in common.
[[nodiscard]] std::string failure_kind_of(const Job& job);

/// The exchange that made the attempt fail, if that may be a lost connection; otherwise null.
[[nodiscard]] const Exchange* last_lost(const Job& job);

}  // namespace conform
