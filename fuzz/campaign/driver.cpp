#include "fuzz/campaign/driver.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <span>
#include <string_view>
#include <utility>

#include "fuzz/campaign/features.hpp"
#include "fuzz/campaign/single_choices.hpp"
#include "fuzz/sequence/mutation.hpp"

extern "C" {
int LLVMFuzzerRunDriver(int* argc, char*** argv, int (*callback)(const std::uint8_t*, std::size_t));
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed);
std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                      const std::uint8_t* second, std::size_t second_size,
                                      std::uint8_t* out, std::size_t max_size, unsigned int seed);
}

namespace conform::fuzz {
namespace {

// libFuzzer finds its counters by their section and calls back without a context, so both need
// global names.
__attribute__((section("__libfuzzer_extra_counters"), used)) std::uint8_t counters[max_features];
const OnSequence* sequence_callback = nullptr;
bool uses_feedback = true;
/// Other inputs are files of the corpus, seeds or inputs of another process.
bool is_mutated = false;

/// Processes with one corpus divide its files: each is executed by one of them.
struct Share {
  unsigned number = 0;
  unsigned of = 1;

  [[nodiscard]] bool contains(std::span<const std::uint8_t> bytes) const {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return std::hash<std::string_view>()(text) % of == number;
  }
};
Share own_share;

/// Sequences that are tried between mutated ones, until none is left.
struct Untried {
  std::vector<Sequence> sequences;
  std::uint64_t turns = 0;
};
Untried* untried = nullptr;

/// How many mutated sequences are tried for each untried one.
constexpr std::uint64_t varied_for_each = 1;

const Sequence* next_untried() {
  const bool is_turn = untried != nullptr && !untried->sequences.empty() &&
                       ++untried->turns % (varied_for_each + 1) == 0;
  return is_turn ? &untried->sequences.back() : nullptr;
}

int execute_bytes(const std::uint8_t* data, std::size_t size) {
  if (!std::exchange(is_mutated, false) && !own_share.contains({data, size})) return -1;
  const auto sequence = decode({data, size});
  if (sequence.empty()) return -1;
  for (const auto feature : (*sequence_callback)(sequence)) {
    if (uses_feedback) counters[feature % max_features] = 1;
  }
  // libFuzzer gives up if no feature is reached.
  counters[0] = 1;
  return 0;
}

std::vector<std::string> arguments_of(const DriverOptions& options) {
  std::vector<std::string> arguments = {
      "conform", fmt::format("-seed={}", options.seed),
      fmt::format("-max_len={}", longest_sequence * fields), "-len_control=0",
      // Repeated mutation leads too far away from the corpus.
      "-mutate_depth=2", "-timeout=300", "-rss_limit_mb=4096", "-detect_leaks=0", "-handle_int=0",
      "-reload=60", "-handle_term=0", fmt::format("-artifact_prefix={}.", options.log)};
  if (options.max_runs > 0) arguments.push_back(fmt::format("-runs={}", options.max_runs));
  if (options.max_seconds > 0) {
    arguments.push_back(fmt::format("-max_total_time={}", options.max_seconds));
  }
  arguments.push_back(options.corpus);
  return arguments;
}

void send_output_to(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return;
  ::dup2(file, STDOUT_FILENO);
  ::dup2(file, STDERR_FILENO);
  ::close(file);
}

}  // namespace

void drive(const DriverOptions& options, const OnSequence& on_sequence) {
  sequence_callback = &on_sequence;
  uses_feedback = options.feedback;
  own_share = {options.share, options.shares};
  Untried choices{single_choices(options.seed)};
  std::erase_if(choices.sequences,
                [](const Sequence& sequence) { return !own_share.contains(encode(sequence)); });
  untried = &choices;
  send_output_to(options.log);
  auto arguments = arguments_of(options);
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  int count = static_cast<int>(arguments.size());
  char** values = pointers.data();
  LLVMFuzzerRunDriver(&count, &values, execute_bytes);
  std::_Exit(0);
}

}  // namespace conform::fuzz

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  using namespace conform::fuzz;
  is_mutated = true;
  const auto* sequence = next_untried();
  if (sequence == nullptr) return mutate({data, size}, {data, max_size}, seed);
  const auto bytes = encode(*sequence);
  untried->sequences.pop_back();
  const auto length = std::min(bytes.size(), max_size / fields * fields);
  std::copy_n(bytes.begin(), length, data);
  return length;
}

std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                      const std::uint8_t* second, std::size_t second_size,
                                      std::uint8_t* out, std::size_t max_size, unsigned int seed) {
  conform::fuzz::is_mutated = true;
  return conform::fuzz::splice({first, first_size}, {second, second_size}, {out, max_size}, seed);
}
