// The allocator of the program: mimalloc, unless it is built with a sanitizer.
#pragma once

namespace conform {

/// From now on, freed memory goes back to the system at once: about a fifth less in use, and half a
/// second more for a run.
void return_freed_memory();

}  // namespace conform
