// A result made fit to print: every text in it is clean, bounded and without credentials. Reporters
// write findings and never see a Result, so none of them can forget to clean.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/event.hpp"
#include "reports/text/transcript.hpp"

namespace conform::reports {

/// The words of a requirement by its id; empty when nobody knows them.
using RequirementText = std::function<std::string(std::string_view id)>;

/// What reports need to know besides the events.
struct Context {
  std::string version;  ///< of this program
  RequirementText requirement_text;
  std::set<std::string> secret_headers;  ///< names, besides the well-known ones
  std::set<std::string> secret_values;   ///< credentials that the run was given
  std::string server{};                  ///< command that starts the server at {port}, if known
};

struct CitedRequirement {
  std::string id;
  std::string section;  ///< "5.2"; empty when the id names none
  std::string text;     ///< may be empty
};

/// What a campaign has written of a finding, and how often it saw it again.
struct Replay {
  std::string scenario;  ///< path of the file for 'conform replay'
  std::string transcript;
  std::string shell;
  std::size_t confirmed = 0;
  std::size_t confirmations = 0;  ///< plays that could have shown it
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
  std::vector<std::vector<std::string>> exchanges;  ///< a transcript each
  std::vector<std::string> curl;                    ///< shell lines
  std::optional<Known> known{};
  std::optional<Replay> replay{};
  std::vector<Observation> observations{};
  Harm harm = Harm::other;
};

[[nodiscard]] Finding finding(const Result& result, const Context& context);

/// The requirement of that id, with its words where they are known.
[[nodiscard]] CitedRequirement requirement(std::string_view id, const Context& context);

/// Shell lines of a text, bounded.
[[nodiscard]] std::vector<std::string> shell_lines(std::string_view text);

/// Whether it accuses the server of what its maintainers know already.
[[nodiscard]] bool is_known(const Finding& finding);

/// "#12 is not done yet (until 2027-01-31)"
[[nodiscard]] std::string in_words(const Known& known);

/// Without the headers that every message has and that say nothing about the protocol.
[[nodiscard]] Finding without_dull_headers(Finding finding);

}  // namespace conform::reports
