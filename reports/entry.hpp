// What a run says, made fit to print: the stream that every report is a consumer of. Texts in it
// are clean, bounded and without credentials, so a saved stream can be told again.
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
  std::size_t expected = 0;   ///< how many findings are to come
  std::size_t available = 0;  ///< how many a run of everything would give; 0 where not known
  Shard shard{};
  bool campaign = false;  ///< its findings are sequences that nobody wrote
};

/// Something that the protocol leaves to the server, as this server does it.
struct Behaviour {
  std::string id;
  std::string title;
  std::string value;
};

struct Closing {
  Duration took{};
  std::size_t exchanges = 0;
  std::size_t observations = 0;
  std::vector<RootCause> root_causes;        ///< of what is not known, the gravest first
  std::string start_with;                    ///< the finding to begin with, empty for none
  std::optional<std::string> stopped_early;  ///< why, when it did not run to its end
  std::vector<std::string> notes;            ///< each may have several lines
  std::vector<std::string> objections;       ///< what fails the run besides its verdicts
  Conclusion conclusion = Conclusion::not_judged;
};

using Entry = std::variant<Opening, Finding, Behaviour, Closing>;

[[nodiscard]] Entry entry_of(const Event& event, const Context& context);

/// A way to tell a run.
class Report {
 public:
  virtual ~Report() = default;
  virtual void on(const Entry& entry) = 0;
};

/// One that is written when the run has ended.
class Document : public Report {
 public:
  /// Before the closing it says that the run did not finish.
  [[nodiscard]] virtual std::string text() const = 0;
};

/// How a run ends whose closing never came.
[[nodiscard]] Closing closing_of_nothing();

}  // namespace conform::reports
