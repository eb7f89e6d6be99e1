// A run split across several processes: each takes every n-th scenario, so that long ones are
// spread too. The rules of the judge run in all of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "harness/http/expected.hpp"
#include "harness/run/event.hpp"
#include "harness/run/selection.hpp"

namespace conform {

/// The value of an environment variable, nullptr if it is not set.
using Environment = std::function<const char*(const char* name)>;

/// "2/5". The error is one sentence.
[[nodiscard]] Expected<Shard, std::string> parse_shard(std::string_view text);

/// From the variables of GoogleTest's runners (GTEST_TOTAL_SHARDS, GTEST_SHARD_INDEX) and Bazel
/// (TEST_…); nullopt if none are set.
[[nodiscard]] Expected<std::optional<Shard>, std::string> shard_from(
    const Environment& environment);

/// Creates the files that tell the test runner that sharding is supported.
void acknowledge_shard(const Environment& environment);

/// The shard's scenarios, by position, and all rules.
[[nodiscard]] Selected part_of(Selected selected, const Shard& shard);

}  // namespace conform
