// Integers of JSON files that others may have written.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace conform {

/// Throws std::invalid_argument if the value is no integer, or none that the type can represent.
template <std::integral Integer>
Integer integer_of(const nlohmann::json& value) {
  if (value.is_number_unsigned() && std::in_range<Integer>(value.get<std::uint64_t>())) {
    return static_cast<Integer>(value.get<std::uint64_t>());
  }
  if (value.is_number_integer() && std::in_range<Integer>(value.get<std::int64_t>())) {
    return static_cast<Integer>(value.get<std::int64_t>());
  }
  throw std::invalid_argument(fmt::format("{} is not a number that fits here", value.dump()));
}

}  // namespace conform
