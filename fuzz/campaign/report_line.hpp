// The reports of a worker, the process in which libFuzzer runs, to its campaign: lines of JSON.
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

/// A sequence broke a rule in a way that was not reported before.
struct FoundFailure {
  FailingSequence failing;
  std::uint64_t executions = 0;  ///< executions of the worker by then
};
/// The server no longer accepts connections, or answers nothing; the worker waits. The failed
/// request has been reported before.
struct ServerDown {
  bool silent = false;  ///< it accepts connections
};
/// The worker failed with this sequence.
struct InternalError {
  std::string what;
  Sequence sequence;
};
/// The progress of a worker.
struct Progress {
  std::uint64_t executions = 0;
  std::uint64_t operations = 0;
  std::uint64_t exchanges = 0;
  std::vector<std::uint32_t> new_features;  ///< reached since the last such line
  std::vector<std::uint64_t> applied;       ///< how often each rule applied
  std::vector<std::uint64_t> violated;
  std::uint64_t effective_executions = 0;       ///< executions that created or appended anything
  std::uint64_t executions_without_effect = 0;  ///< executions since the last of these
  std::map<int, std::uint64_t> refusals;        ///< answers by status, since then
};

using ReportLine = std::variant<FoundFailure, ServerDown, InternalError, Progress>;

[[nodiscard]] std::string to_line(const ReportLine& line);
/// nullopt for other text.
[[nodiscard]] std::optional<ReportLine> parse_line(std::string_view text);

/// Bytes as two digits each, and back; nullopt for anything else.
[[nodiscard]] std::string to_hex(const Sequence& sequence);
[[nodiscard]] std::optional<Sequence> sequence_from_hex(std::string_view text);

}  // namespace conform::fuzz
