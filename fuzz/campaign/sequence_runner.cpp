#include "fuzz/campaign/sequence_runner.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace conform::fuzz {

SequenceRunner::SequenceRunner(TransportSource transport_source, Target target,
                               ExecutorOptions options, std::string word)
    : transport_source_(std::move(transport_source)),
      target_(std::move(target)),
      options_(std::move(options)),
      word_(std::move(word)),
      applied_(judge_.records().size()) {
  judge_.set_common_query(target_.query());
}

Execution SequenceRunner::execute(const Sequence& sequence) {
  const auto& records = judge_.records();
  for (std::size_t i = 0; i < applied_.size(); ++i) applied_[i] = records[i].applied;
  Executor executor(transport_source_(), target_, options_, judge_,
                    fmt::format("{}-{}", word_, ++executions_));
  auto execution = executor.execute(sequence);
  for (std::size_t i = 0; i < applied_.size(); ++i) {
    applied_[i] = records[i].applied - applied_[i];
  }
  operations_ += execution.turns.size();
  exchanges_ += static_cast<std::uint64_t>(
      std::count_if(execution.turns.begin(), execution.turns.end(),
                    [](const Turn& turn) { return !turn.request.method.empty(); }));
  return execution;
}

}  // namespace conform::fuzz
