// libFuzzer as a library: it chooses and varies sequences, guided by the features that each of them
// reaches.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fuzz/sequence/operation.hpp"

namespace conform::fuzz {

struct DriverOptions {
  std::uint32_t seed = 1;
  std::uint64_t most_runs = 0;     ///< sequences to try; 0 for no bound
  std::uint64_t most_seconds = 0;  ///< 0 for no bound
  std::string corpus;              ///< folder, read at first and now and then, and written to
  std::string log;                 ///< file for what libFuzzer itself has to say
  bool feedback = true;            ///< false: vary blindly, to compare
  /// Several processes with one corpus divide its files and what is tried first: this one takes the
  /// share of that number, from 0, of so many.
  unsigned share = 0;
  unsigned shares = 1;
};

/// Plays a sequence and tells which features it reached (below most_features).
using OnSequence = std::function<std::vector<std::uint32_t>(const Sequence&)>;

/// Ends the process when it is done, so it is called in a child: libFuzzer is made that way. To be
/// called at most once in a process.
[[noreturn]] void drive(const DriverOptions& options, const OnSequence& on_sequence);

}  // namespace conform::fuzz
