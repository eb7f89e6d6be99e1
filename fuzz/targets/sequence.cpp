// The sequences of a campaign, with coverage of the reference server's code: it satisfies every
// MUST, whatever its clients do.
#include <fmt/format.h>

#include "fuzz/campaign/simulated_runner.hpp"
#include "fuzz/sequence/mutation.hpp"
#include "harness/run/reference_target.hpp"

namespace conform::fuzz {
namespace {

Level level_of(const SequenceRunner& runner, const std::string& rule) {
  const auto& rules = runner.rules();
  return std::find_if(rules.begin(), rules.end(),
                      [&](const RuleRecord& record) { return record.info.id == rule; })
      ->info.level;
}

void try_sequence(const Sequence& sequence) {
  static const std::unique_ptr<SequenceRunner> runner =
      simulated_runner(repeatable_rules(), "conform-fuzz")({});
  const auto execution = runner->execute(sequence);
  for (const auto& turn : execution.turns) {
    for (const auto& violation : turn.violations) {
      if (level_of(*runner, violation.rule) != Level::must) continue;
      fmt::print(stderr, "{} is broken by operation {} ({})\nexpected: {}\ngot: {}\n",
                 violation.rule, violation.exchange, to_string(turn.operation.act()),
                 violation.mismatch.expected, violation.mismatch.got);
      std::abort();
    }
  }
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto sequence = conform::fuzz::decode({data, size});
  if (sequence.empty()) return -1;
  conform::fuzz::try_sequence(sequence);
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int seed) {
  return conform::fuzz::mutate({data, size}, {data, max_size}, seed);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second,
                                                 std::size_t second_size, std::uint8_t* out,
                                                 std::size_t max_size, unsigned int seed) {
  return conform::fuzz::splice({first, first_size}, {second, second_size}, {out, max_size}, seed);
}
