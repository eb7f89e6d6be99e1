#include "harness/cli/commands/saved_runs.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/output.hpp"
#include "reports/text/clean.hpp"

namespace conform {

Expected<reports::SavedRun, std::string> saved_run(const std::string& path,
                                                   const Catalogue& catalogue) {
  reports::Context context;
  context.version = CONFORM_VERSION;
  context.requirement_text = requirement_texts(catalogue);
  auto saved = reports::read_saved_run(path, context);
  if (saved && saved->run.opening.version != context.version) {
    print_error(
        "conform: {} was written by conform {}; this is conform {}, and what it does not know "
        "is ignored\n",
        reports::quote(path), saved->run.opening.version, context.version);
  }
  return saved;
}

}  // namespace conform
