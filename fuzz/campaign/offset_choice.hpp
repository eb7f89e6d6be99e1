// The offsets that requests of a sequence contain: known ones, derived from them, or invented.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "fuzz/campaign/knowledge.hpp"
#include "fuzz/sequence/operation.hpp"

namespace conform::fuzz {

/// The offset of a read; nullopt to leave it out.
[[nodiscard]] std::optional<std::string> read_offset(const Operation& operation,
                                                     const Knowledge& knowledge);

/// The offset of a fork of the stream `source`; empty to leave it out.
[[nodiscard]] std::string fork_offset(const Operation& operation, std::size_t source,
                                      const Knowledge& knowledge);

}  // namespace conform::fuzz
