#include "reports/value_search.hpp"

#include "harness/http/ascii.hpp"

namespace conform::reports {

char ValueSearch::folded(char c) const {
  return letters_ == Case::ignored ? http::to_lower(c) : c;
}

ValueSearch::State ValueSearch::child(State state, char c) const {
  if (state == start) return roots_[static_cast<unsigned char>(c)];
  auto found = nodes_[state].first_child;
  while (found != start && nodes_[found].character != c) found = nodes_[found].sibling;
  return found;
}

void ValueSearch::add(std::string_view value) {
  State at = start;
  for (const char given : value) {
    const char c = folded(given);
    auto to = child(at, c);
    if (to == start) {
      to = static_cast<State>(nodes_.size());
      nodes_.push_back({0, nodes_[at].first_child, nodes_[at].depth + 1, c, false});
      nodes_[at].first_child = to;
      if (at == start) roots_[static_cast<unsigned char>(c)] = to;
    }
    at = to;
  }
  nodes_[at].is_end = true;
}

void ValueSearch::prepare() {
  rest_.assign(nodes_.size(), start);
  shorter_.assign(nodes_.size(), start);
  begun_.assign(nodes_.size(), 0);
  // In the order of their depths, since each takes from less deep ones.
  std::vector<State> order{start};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto parent = order[i];
    for (auto to = nodes_[parent].first_child; to != start; to = nodes_[to].sibling) {
      prepare(to, parent);
      order.push_back(to);
    }
  }
}

void ValueSearch::prepare(State state, State parent) {
  const auto& node = nodes_[state];
  const auto rest = parent == start ? start : next(rest_[parent], node.character);
  rest_[state] = rest;
  shorter_[state] = nodes_[rest].is_end ? rest : shorter_[rest];
  begun_[state] = node.first_child != start ? node.depth : begun_[rest];
}

ValueSearch::State ValueSearch::next(State state, char c) const {
  const char wanted = folded(c);
  auto to = child(state, wanted);
  while (to == start && state != start) {
    state = rest_[state];
    to = child(state, wanted);
  }
  return to;
}

}  // namespace conform::reports
