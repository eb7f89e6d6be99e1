// Prints how soon campaigns solve the puzzles, with and without feedback.
//
//     conform_puzzles [--seeds N] [--runs N] [DEFECT…]
//
// Named defects replace the puzzles; "all" means every defect of the catalogue.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "fuzz/puzzles/puzzle.hpp"

namespace conform::fuzz {
namespace {

struct Settings {
  std::uint32_t seeds = 2;
  std::uint64_t executions = 20'000;
  bool blind = true;
  std::vector<std::string> defects;
};

Settings settings_of(int argc, char** argv) {
  Settings settings;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--seeds" && i + 1 < arguments.size()) {
      settings.seeds = static_cast<std::uint32_t>(std::stoul(arguments[++i]));
    } else if (arguments[i] == "--runs" && i + 1 < arguments.size()) {
      settings.executions = std::stoull(arguments[++i]);
    } else if (arguments[i] == "--no-blind") {
      settings.blind = false;
    } else {
      settings.defects.push_back(arguments[i]);
    }
  }
  if (settings.defects.empty()) {
    for (const auto& puzzle : puzzles()) settings.defects.emplace_back(puzzle.defect);
  }
  return settings;
}

std::string words_of(const std::optional<Solution>& solution) {
  return solution ? fmt::format("{:>7} {:>2}", solution->executions, solution->sequence.size())
                  : fmt::format("{:>7} {:>2}", "-", "");
}

void print_row(const defects::Defect& defect, const Settings& settings) {
  std::string row = fmt::format("{:<40}", defect.id);
  std::string rule;
  for (const bool feedback : {true, false}) {
    if (!feedback && !settings.blind) continue;
    for (std::uint32_t seed = 1; seed <= settings.seeds; ++seed) {
      const auto solution = solve(defect, seed, settings.executions, feedback);
      row += "  " + words_of(solution);
      if (solution) rule = solution->rule;
    }
  }
  fmt::print("{}  {}\n", row, rule);
  std::fflush(stdout);
}

}  // namespace
}  // namespace conform::fuzz

int main(int argc, char** argv) {
  using namespace conform;
  const auto settings = fuzz::settings_of(argc, argv);
  fmt::print("executions until found, and operations left after reducing; {} seeds{}\n",
             settings.seeds, settings.blind ? " with feedback, then as many without" : "");
  for (const auto& defect : defects::catalogue()) {
    const bool wanted =
        std::any_of(settings.defects.begin(), settings.defects.end(),
                    [&](const std::string& id) { return id == defect.id || id == "all"; });
    if (wanted) fuzz::print_row(defect, settings);
  }
}
