// Tests of one text value, as a scenario writes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/scenario/body_bytes.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// `value` is nullopt when the header was not there.
[[nodiscard]] bool holds(const ValueTest& test, const std::optional<std::string>& value,
                         const Fill& fill);

/// The test in words: `equal to "abc"`, `absent`.
[[nodiscard]] std::string in_words(const ValueTest& test, const Fill& fill);

/// Orders two texts of decimal digits by value, however long; nullopt when one is not digits.
[[nodiscard]] std::optional<int> compare_decimal(std::string_view a, std::string_view b);

}  // namespace conform
