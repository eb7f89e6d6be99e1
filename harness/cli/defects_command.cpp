#include <fmt/format.h>

#include "fixtures/defects/defect.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/exit_code.hpp"

namespace conform {

int defects_command() {
  for (const auto& defect : defects::catalogue()) {
    fmt::print("{}\n    {} ({})\n", defect.id, defect.words, defect.requirement);
  }
  return exit_status::conformant;
}

}  // namespace conform
