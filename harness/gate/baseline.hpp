// The known failures of a server, as its maintainers list them in a file, each with a reason.
//
//     [[known]]
//     id     = "append.x"
//     reason = "#123: the proxy drops the header"
//     until  = 2027-01-31
//
//     [[known]]
//     id        = ["sse.y", "sse.z[one case]"]   # one cause, several failures
//     reason    = "#124: an event is lost when two writers meet"
//     sometimes = true                           # need not fail in every run
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/http/expected.hpp"

namespace conform {

struct BaselineEntry {
  std::string id;
  std::string reason;
  std::optional<std::chrono::sys_days> until{};  ///< the last day on which it applies, in UTC
  unsigned line = 0;                             ///< where it begins in the file
  bool sometimes = false;                        ///< it may pass as well
};

struct Baseline {
  std::string path;
  std::vector<BaselineEntry> entries;

  /// nullptr if the id is not listed.
  [[nodiscard]] const BaselineEntry* find(std::string_view id) const;
  /// "known.toml:12"
  [[nodiscard]] std::string place_of(const BaselineEntry& entry) const;
};

/// The error is one sentence that begins with file and line.
[[nodiscard]] Expected<Baseline, std::string> parse_baseline(std::string_view text,
                                                             std::string path);
[[nodiscard]] Expected<Baseline, std::string> read_baseline(const std::string& path);

/// What is wrong with an id that is not in `ids`, with the nearest one.
[[nodiscard]] std::optional<std::string> unknown_id(const Baseline& baseline,
                                                    const std::vector<std::string>& ids);

/// A file that parse_baseline reads as the same entries.
[[nodiscard]] std::string baseline_text(const std::vector<BaselineEntry>& entries);

/// "2027-01-31"
[[nodiscard]] std::string date_text(std::chrono::sys_days day);

}  // namespace conform
