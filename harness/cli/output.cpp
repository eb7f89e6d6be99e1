#include "harness/cli/output.hpp"

#include <unistd.h>

#include "reports/output_filter.hpp"
#include "reports/saved/descriptor.hpp"

namespace conform {

void write_out(std::string_view text) {
  reports::write_all(STDOUT_FILENO, reports::writable(text));
}

void write_error(std::string_view text) {
  reports::write_all(STDERR_FILENO, reports::writable(text));
}

}  // namespace conform
