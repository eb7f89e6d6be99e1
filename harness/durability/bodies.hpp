// Bodies of appends: no two of a history are equal, and those of one size have one length.
#pragma once

#include <string>

#include "harness/durability/operation.hpp"
#include "harness/durability/stream_model.hpp"

namespace conform::durability {

struct Body {
  std::string bytes;  ///< as it is sent
  Units units;
};

/// The body with that serial number; nothing where the operation has none.
[[nodiscard]] Body body_of(const Operation& operation, Content content, unsigned serial);

}  // namespace conform::durability
