// Plays one sequence after another, each on fresh streams and judged on its own.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fuzz/campaign/player.hpp"
#include "fuzz/sequence/operation.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform::fuzz {

/// Where the next sequence is to be played: a server that goes on, or one made for it alone.
using Ground = std::function<Transport&()>;

class SequenceRunner {
 public:
  /// `word` begins the names of all streams; no two arenas on one server may share it.
  SequenceRunner(Ground ground, Target target, PlayerOptions options, std::string word);

  [[nodiscard]] Played play(const Sequence& sequence);

  /// For each rule, in the order of `rules`: how often it had its occasion in the last play.
  [[nodiscard]] const std::vector<std::uint64_t>& applied() const { return applied_; }
  [[nodiscard]] const std::vector<RuleRecord>& rules() const { return judge_.records(); }
  [[nodiscard]] std::uint64_t plays() const { return plays_; }
  [[nodiscard]] std::uint64_t operations() const { return operations_; }
  /// Of the operations, those that sent a request.
  [[nodiscard]] std::uint64_t exchanges() const { return exchanges_; }

 private:
  Ground ground_;
  Target target_;
  PlayerOptions options_;
  std::string word_;
  Judge judge_;
  std::vector<std::uint64_t> applied_;
  std::uint64_t plays_ = 0;
  std::uint64_t operations_ = 0;
  std::uint64_t exchanges_ = 0;
};

}  // namespace conform::fuzz
