// What a worker, the process in which libFuzzer runs, tells its campaign: one line of JSON each.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fuzz/campaign/reducer.hpp"
#include "fuzz/sequence/operation.hpp"

namespace conform::fuzz {

/// A sequence has broken a rule, in a way that was not told before.
struct Caught {
  FailingSequence sighted;
  std::uint64_t plays = 0;  ///< that the worker had made by then
};
/// The server no longer takes connections, or answers nothing; the worker waits until it does. The
/// request that it began with has been told before.
struct ServerGone {
  bool silent = false;  ///< it takes connections
};
/// The worker itself went wrong with this sequence.
struct Fault {
  std::string what;
  Sequence sequence;
};
/// How far a worker is.
struct Progress {
  std::uint64_t plays = 0;
  std::uint64_t operations = 0;
  std::uint64_t exchanges = 0;
  std::vector<std::uint32_t>
      new_features;                    ///< reached since the last such line, below most_features
  std::vector<std::uint64_t> applied;  ///< of each rule, how often it had its occasion
  std::vector<std::uint64_t> violated;
  std::uint64_t fruitful = 0;             ///< plays in which anything was created or appended
  std::uint64_t fruitless = 0;            ///< plays since the last of these
  std::map<int, std::uint64_t> refusals;  ///< answers by status, since then
};

using ReportLine = std::variant<Caught, ServerGone, Fault, Progress>;

[[nodiscard]] std::string to_line(const ReportLine& line);
/// nullopt for what is no such line.
[[nodiscard]] std::optional<ReportLine> parse_line(std::string_view text);

/// Bytes as two digits each, and back; nullopt for anything else.
[[nodiscard]] std::string to_hex(const Sequence& sequence);
[[nodiscard]] std::optional<Sequence> sequence_from_hex(std::string_view text);

}  // namespace conform::fuzz
