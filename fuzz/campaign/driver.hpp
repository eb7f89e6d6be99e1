// libFuzzer as a library: it selects and mutates sequences, guided by the features that each of
// them reaches.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fuzz/sequence/operation.hpp"

namespace conform::fuzz {

struct DriverOptions {
  std::uint32_t seed = 1;
  std::uint64_t max_runs = 0;     ///< sequences to try; 0 for no limit
  std::uint64_t max_seconds = 0;  ///< 0 for no limit
  std::string corpus;             ///< folder, read at the start and every minute, and written to
  std::string log;                ///< file for the output of libFuzzer
  bool feedback = true;           ///< false: mutate without guidance, for comparison
  /// Processes with one corpus divide its files and the initial sequences into `shares` parts; this
  /// one takes part `share`, from 0.
  unsigned share = 0;
  unsigned shares = 1;
};

/// Executes a sequence and returns the features that it reached (below max_features).
using OnSequence = std::function<std::vector<std::uint32_t>(const Sequence&)>;

/// Call it at most once, in a child process: libFuzzer ends the process when it is done.
[[noreturn]] void drive(const DriverOptions& options, const OnSequence& on_sequence);

}  // namespace conform::fuzz
