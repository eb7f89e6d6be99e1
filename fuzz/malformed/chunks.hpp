// Chunked bodies in every shape, right and wrong (RFC 9112 7.1).
#pragma once

#include <cstddef>
#include <string>

#include "fuzz/malformed/vocabulary.hpp"

namespace conform::malformed {

struct ChunkData {
  std::string text;      ///< what stands for the data: itself, or a variable
  std::size_t size = 0;  ///< how long that is
  std::size_t much = 1;  ///< of what is long or many
};

[[nodiscard]] std::string chunked_form(const ChunkData& data, ChunkShape shape);

}  // namespace conform::malformed
