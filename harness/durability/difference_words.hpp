// How two contents of a stream differ, in words.
#pragma once

#include <string>

#include "harness/durability/stream_model.hpp"

namespace conform::durability {

/// What was seen, and where it begins to differ from what was expected: "3 messages; message 1 is
/// missing: …". Only its size where it does not differ.
[[nodiscard]] std::string difference_words(const Units& expected, const Units& seen,
                                           Content content);

}  // namespace conform::durability
