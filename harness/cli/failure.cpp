#include "harness/cli/failure.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace conform {

int fail(int status, std::string_view sentence) {
  fmt::print(stderr, "conform: {}\n", sentence);
  return status;
}

}  // namespace conform
