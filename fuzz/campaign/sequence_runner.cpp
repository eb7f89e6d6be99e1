#include "fuzz/campaign/sequence_runner.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace conform::fuzz {

SequenceRunner::SequenceRunner(TransportSource transport_source, Target target,
                               PlayerOptions options, std::string word)
    : transport_source_(std::move(transport_source)),
      target_(std::move(target)),
      options_(std::move(options)),
      word_(std::move(word)),
      applied_(judge_.records().size()) {}

Played SequenceRunner::play(const Sequence& sequence) {
  const auto& records = judge_.records();
  for (std::size_t i = 0; i < applied_.size(); ++i) applied_[i] = records[i].applied;
  Player player(transport_source_(), target_, options_, judge_,
                fmt::format("{}-{}", word_, ++plays_));
  auto played = player.play(sequence);
  for (std::size_t i = 0; i < applied_.size(); ++i) {
    applied_[i] = records[i].applied - applied_[i];
  }
  operations_ += played.turns.size();
  exchanges_ += static_cast<std::uint64_t>(
      std::count_if(played.turns.begin(), played.turns.end(),
                    [](const Turn& turn) { return !turn.request.method.empty(); }));
  return played;
}

}  // namespace conform::fuzz
