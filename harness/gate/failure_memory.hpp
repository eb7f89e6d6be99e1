// What failed when a target was last judged, kept in a small file between runs.
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
  /// Reads the memory of this target; empty if there is nothing to read.
  static FailureMemory read(const std::filesystem::path& folder, const std::string& target);

  [[nodiscard]] bool empty() const { return failures_.empty(); }

  /// Records a run. What it did not judge stays unchanged.
  void learn(const std::vector<GateRecord>& records);

  /// The failures, and for each failed rule the scenarios that violated it. Empty if none of them
  /// is selected.
  [[nodiscard]] Selected part_of(Selected selected) const;

  /// Does nothing if the file cannot be written: that must not affect a run.
  void write() const;

 private:
  std::filesystem::path path_;
  std::string target_;
  std::map<std::string, std::vector<std::string>> failures_;  ///< ids, with occasions for rules
};

/// $XDG_CACHE_HOME/conform or ~/.cache/conform; nullopt if there is no home directory.
[[nodiscard]] std::optional<std::filesystem::path> cache_folder(const Environment& environment);

}  // namespace conform
