#include "harness/cli/commands/allocator.hpp"

#include <mimalloc.h>

// Missing where a sanitizer brings its own allocator.
#pragma weak mi_option_set

namespace conform {

void return_freed_memory() {
  const auto set_option = &mi_option_set;
  if (set_option != nullptr) set_option(mi_option_decommit_delay, 0);
}

}  // namespace conform
