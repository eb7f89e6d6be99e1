// A result in printable form: all text in it is clean, bounded and free of credentials. Reporters
// use findings and never see a Result, so none of them can forget to clean it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/event.hpp"
#include "reports/text/transcript.hpp"

namespace conform::reports {

/// The text of a requirement by its id; empty if unknown.
using RequirementText = std::function<std::string(std::string_view id)>;

/// What reports need in addition to the events.
struct Context {
  std::string version;  ///< of this program
  RequirementText requirement_text;
  Secrets secrets{};     ///< credentials given to the run
  std::string server{};  ///< command that starts the server at {port}, if known
};

struct CitedRequirement {
  std::string id;
  std::string section;  ///< "5.2"; empty if the id has none
  std::string text;     ///< may be empty
};

/// The files that a campaign wrote for a finding, and how often it was reproduced.
struct Replay {
  std::string scenario;  ///< path of the file for 'conform replay'
  std::string transcript;
  std::string shell;
  std::size_t confirmed = 0;
  std::size_t confirmations = 0;  ///< number of attempts to reproduce it
};

struct Finding {
  std::string id;
  std::string suite;
  std::string title;
  Verdict verdict = Verdict::pass;
  Level level = Level::must;
  std::vector<CitedRequirement> requirements;
  std::string ruling;
  Duration took{};
  std::string message;
  std::string place;
  std::string why;
  bool has_evidence = false;
  std::string expected;
  std::string got;
  std::vector<std::vector<std::string>> exchanges;  ///< transcripts
  std::vector<std::string> curl;                    ///< shell commands
  std::optional<Known> known{};
  std::optional<Replay> replay{};
  std::vector<Observation> observations{};
  Harm harm = Harm::other;
};

[[nodiscard]] Finding finding(const Result& result, const Context& context);

/// The requirement with that id, with its text if known.
[[nodiscard]] CitedRequirement requirement(std::string_view id, const Context& context);

/// The lines of a shell script, bounded.
[[nodiscard]] std::vector<std::string> shell_lines(std::string_view text);

/// Whether it is a failure that the server's maintainers already know.
[[nodiscard]] bool is_known(const Finding& finding);

/// "#12 is not done yet (until 2027-01-31)"
[[nodiscard]] std::string in_words(const Known& known);

/// Without headers that all messages have and that are irrelevant to the protocol.
[[nodiscard]] Finding without_boilerplate_headers(Finding finding);

}  // namespace conform::reports
