// What a run says, as it happens: one typed stream, of which every report is a consumer.
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

/// From best to worst: the verdict of many is the worst of theirs. `unstable`: a MUST was seen
/// broken, but not each time that the same was asked, as races are.
enum class Verdict { pass, skip, warn, inconclusive, blocked, unstable, fail, error };

inline constexpr Verdict all_verdicts[] = {
    Verdict::pass,    Verdict::skip,     Verdict::warn, Verdict::inconclusive,
    Verdict::blocked, Verdict::unstable, Verdict::fail, Verdict::error};

/// A MUST was seen broken.
[[nodiscard]] constexpr bool is_violation(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::unstable;
}

[[nodiscard]] std::string_view to_string(Verdict verdict);

/// Where expectation and answer part. Server bytes are kept as they came: whoever prints them
/// cleans them first.
struct Evidence {
  std::string expected;
  std::string got;
  std::vector<Exchange> exchanges;  ///< the last few, the accused one last
  std::string curl;                 ///< shell lines that show it again, credentials left out
};

/// A failure that the target's maintainers know of, and that is not to fail their build.
struct Known {
  std::string reason;
  std::string until;  ///< "2027-01-31", the last day on which it is excused; empty for no end
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
  std::string place;    ///< "suites/…/append.toml:12", empty for a rule
  std::string why;
  std::optional<Evidence> evidence;
  std::optional<Known> known{};
  /// What was wrong with the answer, of one that failed, warned or was blocked; of a rule, the
  /// first of each kind.
  std::vector<Observation> observations{};
  Harm harm = Harm::other;  ///< the gravest of what it requires
};

/// What one fault of the server explains: results with the same wrong observation, or about the
/// same requirement.
struct RootCause {
  std::string headline;             ///< one sentence
  Verdict verdict = Verdict::fail;  ///< the worst of its results: fail, warn or blocked
  Level level = Level::must;
  Harm harm = Harm::other;
  std::vector<std::string> requirements;  ///< of the result to start with
  std::vector<std::string> failed;        ///< ids of results, the one to start with first
  std::vector<std::string> blocked;       ///< ids of results that could not be tried for it
};

/// Part `index` (from 1) of a run that is spread over `of` processes.
struct Shard {
  std::size_t index = 1;
  std::size_t of = 1;
};

/// Whether a target can do something.
enum class Presence {
  there,    ///< its effect was seen
  absent,   ///< it was refused, or treated as if it had not been asked for
  unknown,  ///< no answer, a dropped connection, or a server that is busy or fails
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
  std::size_t scenarios = 0;  ///< how many results to expect, rules included
  Shard shard{};
  std::size_t available = 0;  ///< how many a run of everything would give; 0 where not known
};
struct ResultReached {
  Result result;
};
/// Something that the protocol leaves to the server, as this server does it.
struct BehaviourObserved {
  std::string id;
  std::string title;
  std::string value;
};
/// What a run comes to. Its number is the status to exit with.
enum class Conclusion { conformant = 0, violations = 1, nothing_run = 2, not_judged = 3 };

[[nodiscard]] std::string_view to_string(Conclusion conclusion);

struct RunFinished {
  Instant at;
  Duration took{};
  std::map<Verdict, std::size_t> summary;
  std::size_t exchanges = 0;
  std::size_t observations = 0;
  std::vector<RootCause> root_causes;        ///< of what is not known, the gravest first
  std::string start_with;                    ///< the result to begin with, empty for none
  std::optional<std::string> stopped_early;  ///< why, when it did not run to its end
  std::vector<std::string> notes;            ///< e.g. streams that could not be deleted
  std::vector<std::string> objections;       ///< what fails the run besides its verdicts
  Conclusion conclusion = Conclusion::not_judged;
};

/// What the verdicts alone come to.
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
