// HTTP Archive files (HAR 1.2), as browsers and proxies write them: read and written entry by
// entry, never as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "harness/exchange/bounded.hpp"
#include "harness/exchange/exchange.hpp"

namespace conform {

/// The file up to its first entry; entries follow, separated by commas, and then har_end().
[[nodiscard]] std::string har_begin(std::string_view version);
/// The exchange as an entry. Bodies that are not UTF-8, or have a NUL, are written as base64. What
/// was cut is told: content.size counts it, and a comment says that it is missing.
[[nodiscard]] std::string har_entry(const Exchange& exchange, const Cut& cut = {});
[[nodiscard]] std::string har_end();

/// What was read of a file.
struct HarSummary {
  std::size_t entries = 0;
  std::size_t unreadable = 0;  ///< entries without what every request has
  /// The file was written by this program, so that it has all traffic, in order.
  bool is_ours = false;
  /// What is wrong with the file as a whole, in one sentence: it is no HAR, or ends too early.
  std::optional<std::string> problem{};
};

/// Calls `take` with each entry, in the order of the file, and whether the file is ours.
///
/// In a foreign file, times are those of the client's clock; `done` is later by a little, since
/// they are rounded. A body that the file does not have, or not all of, makes the outcome
/// too_large. The stream that an exchange addresses is only known in our own files.
[[nodiscard]] HarSummary read_har(std::istream& in,
                                  const std::function<void(Exchange, bool is_ours)>& take);

}  // namespace conform
