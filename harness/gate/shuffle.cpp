#include "harness/gate/shuffle.hpp"

#include <random>
#include <utility>

namespace conform {

Selected shuffled(Selected selected, std::uint64_t seed) {
  // std::shuffle may differ between libraries. The slight bias of the modulo does not matter here.
  std::mt19937_64 random(seed);
  auto& scenarios = selected.scenarios;
  for (std::size_t left = scenarios.size(); left > 1; --left) {
    std::swap(scenarios[left - 1], scenarios[random() % left]);
  }
  return selected;
}

}  // namespace conform
