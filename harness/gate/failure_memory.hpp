// What failed when a target was judged last, kept in a small file between runs.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/gate/gate.hpp"
#include "harness/gate/shard.hpp"
#include "harness/run/selection.hpp"

namespace conform {

class FailureMemory {
 public:
  /// Of this target; empty when there is nothing to be read.
  static FailureMemory read(const std::filesystem::path& folder, const std::string& target);

  [[nodiscard]] bool empty() const { return failures_.empty(); }

  /// Takes note of a run. What it did not judge stays as it was.
  void learn(const std::vector<GateRecord>& records);

  /// The failures, and for each rule among them the scenarios that broke it. Empty when none of
  /// them is selected.
  [[nodiscard]] Selected part_of(Selected selected) const;

  /// Does nothing where that is not possible: no run is worse for it.
  void write() const;

 private:
  std::filesystem::path path_;
  std::string target_;
  std::map<std::string, std::vector<std::string>> failures_;  ///< ids, with occasions for rules
};

/// $XDG_CACHE_HOME/conform or ~/.cache/conform; nullopt where there is no home.
[[nodiscard]] std::optional<std::filesystem::path> cache_folder(const Environment& environment);

}  // namespace conform
