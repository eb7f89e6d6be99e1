// Tests of a text value, as written in scenarios.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/scenario/body_bytes.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// `value` is nullopt if the header was missing.
[[nodiscard]] bool holds(const ValueTest& test, const std::optional<std::string>& value,
                         const Fill& fill);

/// A description of the test: `equal to "abc"`, `absent`.
[[nodiscard]] std::string in_words(const ValueTest& test, const Fill& fill);

/// Compares two texts of decimal digits by value, however long; nullopt if one is not decimal.
[[nodiscard]] std::optional<int> compare_decimal(std::string_view a, std::string_view b);

}  // namespace conform
