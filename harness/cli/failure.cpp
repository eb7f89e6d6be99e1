#include "harness/cli/failure.hpp"

#include "harness/cli/output.hpp"
#include "reports/text/clean.hpp"

namespace conform {

int fail(int status, std::string_view sentence) {
  print_error("conform: {}\n", reports::without_commands(sentence));
  return status;
}

}  // namespace conform
