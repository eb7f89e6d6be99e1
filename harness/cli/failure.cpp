#include "harness/cli/failure.hpp"

#include "harness/cli/output.hpp"
#include "reports/text/clean.hpp"

namespace conform {

int fail(int status, std::string_view sentence) {
  constexpr std::size_t longest = 100'000;
  print_error("conform: {}\n", reports::without_commands(reports::clean_text(sentence, longest)));
  return status;
}

}  // namespace conform
