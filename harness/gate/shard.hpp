// A run spread over several processes: each takes every so manieth scenario, so that the long ones
// are spread as well. The rules of the judge watch in every one of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "harness/http/expected.hpp"
#include "harness/run/event.hpp"
#include "harness/run/selection.hpp"

namespace conform {

/// The value of a variable of the environment, nullptr when it is not set.
using Environment = std::function<const char*(const char* name)>;

/// "2/5". The error is one sentence.
[[nodiscard]] Expected<Shard, std::string> parse_shard(std::string_view text);

/// As GoogleTest's runners (GTEST_TOTAL_SHARDS, GTEST_SHARD_INDEX) and Bazel (TEST_…) ask for it;
/// nullopt when nobody does.
[[nodiscard]] Expected<std::optional<Shard>, std::string> shard_from(
    const Environment& environment);

/// Makes the files by which those who asked learn that they are understood.
void acknowledge_shard(const Environment& environment);

/// Its scenarios by their positions, and all rules.
[[nodiscard]] Selected part_of(Selected selected, const Shard& shard);

}  // namespace conform
