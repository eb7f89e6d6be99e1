// Looks for many values in a text at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace conform::reports {

/// The automaton of Aho and Corasick: it reads a text once, however many values there are and
/// however much of them the text repeats.
class ValueSearch {
 public:
  /// What has been read, as far as it matters.
  using State = std::uint32_t;
  /// Before the first character.
  static constexpr State start = 0;

  enum class Case { exact, ignored };

  explicit ValueSearch(Case letters) : letters_(letters) {}

  /// A value that is not empty; all of them before prepare().
  void add(std::string_view value);
  /// Before the first search.
  void prepare();

  /// After one more character.
  [[nodiscard]] State next(State state, char c) const;
  /// How many of the characters read last are the beginning of a value, which has more.
  [[nodiscard]] std::size_t begun(State state) const { return begun_[state]; }
  /// Calls `take` with the length of each value that ends with the character read last, longer ones
  /// first, until it returns true.
  template <class Take>
  void each_ended(State state, Take take) const {
    if (!nodes_[state].is_end) state = shorter_[state];
    while (state != start && !take(std::size_t{nodes_[state].depth})) state = shorter_[state];
  }

 private:
  /// The values as a tree of their characters.
  struct Node {
    State first_child = 0;
    State sibling = 0;
    std::uint32_t depth = 0;
    char character = 0;
    bool is_end = false;  ///< of a value
  };

  [[nodiscard]] char folded(char c) const;
  [[nodiscard]] State child(State state, char c) const;
  void prepare(State state, State parent);

  Case letters_;
  std::vector<Node> nodes_{1};
  std::array<State, 256> roots_{};  ///< the children of the first node
  // Of each node, once it is prepared.
  std::vector<State> rest_;     ///< its longest end that is also a beginning
  std::vector<State> shorter_;  ///< its longest end that is a value
  std::vector<std::uint32_t> begun_;
};

}  // namespace conform::reports
