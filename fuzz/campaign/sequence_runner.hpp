// Executes one sequence after another, each on new streams and judged separately.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fuzz/campaign/executor.hpp"
#include "fuzz/sequence/operation.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform::fuzz {

/// Gives the transport for the next sequence: to a running server, or to a new one.
using TransportSource = std::function<Transport&()>;

class SequenceRunner {
 public:
  /// `word` is the prefix of all stream names; each runner on a server needs another one.
  SequenceRunner(TransportSource transport_source, Target target, ExecutorOptions options,
                 std::string word);

  [[nodiscard]] Execution execute(const Sequence& sequence);

  /// How often each rule applied in the last execution, in the order of `rules`.
  [[nodiscard]] const std::vector<std::uint64_t>& applied() const { return applied_; }
  [[nodiscard]] const std::vector<RuleRecord>& rules() const { return judge_.records(); }
  [[nodiscard]] std::uint64_t executions() const { return executions_; }
  [[nodiscard]] std::uint64_t operations() const { return operations_; }
  /// The number of operations that sent a request.
  [[nodiscard]] std::uint64_t exchanges() const { return exchanges_; }

 private:
  TransportSource transport_source_;
  Target target_;
  ExecutorOptions options_;
  std::string word_;
  Judge judge_;
  std::vector<std::uint64_t> applied_;
  std::uint64_t executions_ = 0;
  std::uint64_t operations_ = 0;
  std::uint64_t exchanges_ = 0;
};

}  // namespace conform::fuzz
