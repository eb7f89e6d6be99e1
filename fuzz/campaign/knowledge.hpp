// What the clients of one sequence have learnt from the answers: offsets, tags and cursors that
// they may use again, each in a variable.
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

/// A value from an answer, kept in a variable.
struct SavedValue {
  std::string variable;
  std::string text;
};

/// The variable in a template.
[[nodiscard]] inline std::string in_braces(const SavedValue& saved) {
  return "{" + saved.variable + "}";
}

/// The state of a producer as its client knows it.
struct ProducerState {
  std::uint64_t epoch = 0;
  std::uint64_t next_seq = 0;
};

struct StreamKnowledge {
  std::string type;                 ///< of its last creation
  std::vector<SavedValue> offsets;  ///< without duplicates, the newest last
  std::vector<SavedValue> tags;
  std::optional<SavedValue> cursor;
  std::map<std::string, ProducerState, std::less<>> producers;
  std::string last_order;  ///< the Stream-Seq accepted last
};

class Knowledge {
 public:
  [[nodiscard]] const StreamKnowledge& of(std::size_t stream) const { return streams_[stream]; }

  /// Learns from the answer to the turn of that number; returns the new variables.
  std::vector<SavedValue> learn(std::size_t turn, std::size_t stream, const Exchange& exchange);

 private:
  void learn_success(StreamKnowledge& known, const Exchange& exchange);

  std::array<StreamKnowledge, streams> streams_;
};

/// How a scenario saves a variable of that name from an answer.
[[nodiscard]] Save save_of(const std::string& variable);

}  // namespace conform::fuzz
