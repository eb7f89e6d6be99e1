// Assertions of fuzz targets: one that fails is a crash, which is what a fuzzing engine looks for.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace conform::fuzz {

inline void require(bool holds, std::string_view sentence) {
  if (holds) return;
  fmt::print(stderr, "Assertion failed: {}\n", sentence);
  std::abort();
}

}  // namespace conform::fuzz
