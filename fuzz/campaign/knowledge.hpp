// What the clients of one sequence have learnt from the answers: the offsets, tags and cursors that
// they may use again, by the name of the variable that holds each.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/sequence/operation.hpp"
#include "harness/exchange/exchange.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform::fuzz {

/// Something that an answer gave, kept in a variable.
struct SavedValue {
  std::string variable;
  std::string text;
};

/// A producer as its client believes it to be.
struct ProducerState {
  std::uint64_t epoch = 0;
  std::uint64_t next_seq = 0;
};

struct StreamKnowledge {
  std::string type;                 ///< with which it was created last
  std::vector<SavedValue> offsets;  ///< each text once, the last one is the newest
  std::vector<SavedValue> tags;
  std::optional<SavedValue> cursor;
  std::map<std::string, ProducerState, std::less<>> producers;
  std::string last_order;  ///< Stream-Seq that was accepted last
};

class Knowledge {
 public:
  [[nodiscard]] const StreamKnowledge& of(std::size_t stream) const { return streams_[stream]; }

  /// Takes what the answer to the turn of that number gives; the variables that are new.
  std::vector<SavedValue> learn(std::size_t turn, std::size_t stream, const Exchange& exchange);

 private:
  void learn_success(StreamKnowledge& known, const Exchange& exchange);

  std::array<StreamKnowledge, streams> streams_;
};

/// How a scenario takes a variable of that name from the answer.
[[nodiscard]] Save save_of(const std::string& variable);

}  // namespace conform::fuzz
