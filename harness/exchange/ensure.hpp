// Assertions that are always on, for conditions that only a bug in this program can violate.
#pragma once

#include <stdexcept>

namespace conform {

/// Throws std::logic_error unless `holds`. `what` says in a few words what should hold; reports
/// show it as a bug in this program.
inline void ensure(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

}  // namespace conform
