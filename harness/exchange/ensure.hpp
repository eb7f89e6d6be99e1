// Assertions that are always on, for what never happens unless this program has a fault.
#pragma once

#include <stdexcept>

namespace conform {

/// Throws std::logic_error unless it holds. `what` says what should hold, in a few words: a report
/// shows it as a fault of this program.
inline void ensure(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

}  // namespace conform
