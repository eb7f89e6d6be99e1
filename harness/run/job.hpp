// A scenario that is to be run, with what has come of it so far.
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

/// With a status that says that the server is busy.
struct Refusal {
  int status = 0;
  std::size_t under_way = 1;  ///< requests when it was sent, itself included
  std::optional<Duration> retry_after;
};

struct Job {
  Job(const Scenario& of, std::size_t number);

  const Scenario* scenario;
  std::size_t serial;        ///< from 1, in the order in which scenarios were selected
  std::size_t peak;          ///< requests at once
  bool holds_reads;          ///< live ones, while it only lets time pass
  int attempts = 0;          ///< in all
  int attempts_alone = 0;    ///< with nothing else under way
  int lost_connections = 0;  ///< attempts that ended by one
  Instant began{};
  enum class Next { none, reported, alone } next = Next::none;

  // Of the attempt under way, or the last.
  std::unique_ptr<Attempt> attempt{};
  Instant attempt_began{};
  std::optional<AttemptEnd> ending{};
  std::optional<Refusal> refusal{};   ///< of one of its requests
  std::optional<Violation> breach{};  ///< the first of a rule that the scenario keeps
  std::size_t under_way = 0;          ///< requests
  bool idle = false;                  ///< it only lets time pass

  [[nodiscard]] AttemptEnd::Kind ending_kind() const;
  [[nodiscard]] bool only_observes() const { return !scenario->observe.empty(); }
};

using Jobs = std::vector<std::unique_ptr<Job>>;

/// The same scenario anew, as if its attempts so far had brought nothing.
[[nodiscard]] std::unique_ptr<Job> anew(const Job& job);

// Of a job whose attempt has ended:

/// Whether more time, or less at once, might have made it end otherwise.
[[nodiscard]] bool rests_on_time(const Job& job);

/// What endings have in common that have one cause.
[[nodiscard]] std::string likeness_of(const Job& job);

/// The exchange that the attempt went wrong for, where that may be a lost connection; else null.
[[nodiscard]] const Exchange* last_lost(const Job& job);

}  // namespace conform
