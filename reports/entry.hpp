// The stream of entries from which every report is made. All text in it is clean, bounded and free
// of credentials, so that a saved stream can be reported again.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/run/event.hpp"
#include "reports/finding.hpp"

namespace conform::reports {

struct Opening {
  std::string version;  ///< of the program that ran
  std::string target;
  std::string run_id;
  Instant at;
  std::vector<Capability> capabilities;
  std::size_t expected = 0;   ///< the number of findings to come
  std::size_t available = 0;  ///< the number of findings in a complete run; 0 if not known
  Shard shard{};
  bool campaign = false;  ///< findings are generated sequences
};

/// What this server does where the protocol leaves it open.
struct Behaviour {
  std::string id;
  std::string title;
  std::string value;
};

struct Closing {
  Duration took{};
  std::size_t exchanges = 0;
  std::size_t observations = 0;
  std::vector<RootCause> root_causes;        ///< of what is not known, most serious first
  std::string start_with;                    ///< the finding to begin with, or empty
  std::optional<std::string> stopped_early;  ///< why, if it did not run to its end
  std::vector<std::string> notes;            ///< each may have several lines
  std::vector<std::string> objections;       ///< what fails the run apart from its results
  Conclusion conclusion = Conclusion::not_judged;
};

using Entry = std::variant<Opening, Finding, Behaviour, Closing>;

[[nodiscard]] Entry entry_of(const Event& event, const Context& context);

/// Writes a run in one format.
class Report {
 public:
  virtual ~Report() = default;
  virtual void on(const Entry& entry) = 0;
};

/// A report that is written when the run has ended.
class Document : public Report {
 public:
  /// Before the closing entry, it says that the run did not finish.
  [[nodiscard]] virtual std::string text() const = 0;
};

/// The closing entry for a run that did not write one.
[[nodiscard]] Closing closing_of_unfinished_run();

}  // namespace conform::reports
