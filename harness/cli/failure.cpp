#include "harness/cli/failure.hpp"

#include <fmt/core.h>

#include <cstdio>

#include "reports/text/clean.hpp"

namespace conform {

int fail(int status, std::string_view sentence) {
  fmt::print(stderr, "conform: {}\n", reports::without_commands(sentence));
  return status;
}

}  // namespace conform
