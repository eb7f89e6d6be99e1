// A request whose body was sent in parts, with time between them.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "harness/http/instant.hpp"

namespace conform {

struct HeldBody {
  Instant opened;                  ///< when its head was sent
  std::vector<std::size_t> holds;  ///< lengths after which it waited, ascending
  bool chunked = false;
  bool was_reset = false;
};

/// By the label of their step.
using HeldBodies = std::map<std::string, HeldBody, std::less<>>;

}  // namespace conform
