// The events of a run, as they happen: one typed stream that all reports consume.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/judge/observation.hpp"
#include "harness/scenario/requirement.hpp"

namespace conform {

/// From best to worst: the result of several is the worst of theirs. `unstable`: a MUST was
/// violated, but not every time, as with a race.
enum class Verdict { pass, skip, warn, inconclusive, blocked, unstable, fail, error };

inline constexpr Verdict all_verdicts[] = {
    Verdict::pass,    Verdict::skip,     Verdict::warn, Verdict::inconclusive,
    Verdict::blocked, Verdict::unstable, Verdict::fail, Verdict::error};

/// A MUST was violated.
[[nodiscard]] constexpr bool is_violation(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::unstable;
}

[[nodiscard]] std::string_view to_string(Verdict verdict);

/// The difference between expected and actual response. Server bytes are kept raw: escape them
/// before printing.
struct Evidence {
  std::string expected;
  std::string got;
  std::vector<Exchange> exchanges;  ///< the last few, ending with the one that failed
  std::string curl;                 ///< shell commands that reproduce it, without credentials
};

/// A known failure that the target's maintainers accept, and that must not fail their build.
struct Known {
  std::string reason;
  std::string until;  ///< "2027-01-31", the last day on which it is accepted; empty for no end
};

struct Result {
  std::string id;
  std::string suite;
  std::string title;
  Verdict verdict = Verdict::pass;
  Level level = Level::must;
  std::vector<std::string> requirements;
  std::string ruling;
  Duration took{};
  std::string message;  ///< one sentence; empty for pass
  std::string place;    ///< "suites/…/append.toml:12"; empty for a rule
  std::string why;
  std::optional<Evidence> evidence;
  std::optional<Known> known{};
  /// What was wrong with the response, if the result is fail, warn or blocked; for a rule, the
  /// first of each kind.
  std::vector<Observation> observations{};
  Harm harm = Harm::other;  ///< the most serious of its requirements
};

/// What one bug of the server explains: results with the same wrong observation, or about the same
/// requirement.
struct RootCause {
  std::string headline;             ///< one sentence
  Verdict verdict = Verdict::fail;  ///< the worst of its results: fail, warn or blocked
  Level level = Level::must;
  Harm harm = Harm::other;
  std::vector<std::string> requirements;  ///< of the result to start with
  std::vector<std::string> failed;        ///< ids of results, the one to start with first
  std::vector<std::string> blocked;       ///< ids of results that could not be tested because of it
};

/// Part `index` (from 1) of a run that is split over `of` processes.
struct Shard {
  std::size_t index = 1;
  std::size_t of = 1;
};

/// Whether a target has a capability.
enum class Presence {
  there,    ///< its effect was seen
  absent,   ///< it was refused, or ignored
  unknown,  ///< no response, a dropped connection, or a server that is busy or failing
};

/// "there", "not there", "not known"
[[nodiscard]] std::string_view to_string(Presence presence);

struct Capability {
  std::string name;
  Presence presence = Presence::absent;
  std::string how;  ///< how we know, or why we do not

  [[nodiscard]] bool present() const { return presence == Presence::there; }
};

struct RunStarted {
  std::string target;  ///< without credentials
  std::string run_id;
  Instant at;
  std::vector<Capability> capabilities;
  std::size_t scenarios = 0;  ///< number of results to expect, rules included
  Shard shard{};
  std::size_t available = 0;  ///< number of results of an unrestricted run; 0 if not known
};
struct ResultReached {
  Result result;
};
/// Behaviour that the protocol leaves to the server, as observed on this one.
struct BehaviourObserved {
  std::string id;
  std::string title;
  std::string value;
};
/// The overall result of a run. Its value is the exit status.
enum class Conclusion { conformant = 0, violations = 1, nothing_run = 2, not_judged = 3 };

[[nodiscard]] std::string_view to_string(Conclusion conclusion);

struct RunFinished {
  Instant at;
  Duration took{};
  std::map<Verdict, std::size_t> summary;
  std::size_t exchanges = 0;
  std::size_t observations = 0;
  std::vector<RootCause> root_causes;        ///< without known failures, most serious first
  std::string start_with;                    ///< the result to start with; empty for none
  std::optional<std::string> stopped_early;  ///< why, if it did not run to its end
  std::vector<std::string> notes;            ///< e.g. streams that could not be deleted
  std::vector<std::string> objections;       ///< why the run fails besides its results
  Conclusion conclusion = Conclusion::not_judged;
};

/// The conclusion from the results alone.
[[nodiscard]] Conclusion conclusion_of(const RunFinished& finished);

[[nodiscard]] inline int exit_status_of(const RunFinished& finished) {
  return static_cast<int>(finished.conclusion);
}

using Event = std::variant<RunStarted, ResultReached, BehaviourObserved, RunFinished>;

class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void on(const Event& event) = 0;
};

}  // namespace conform
