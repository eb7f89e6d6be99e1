// Chunked bodies in every form, valid and invalid (RFC 9112 7.1).
#pragma once

#include <cstddef>
#include <string>

#include "fuzz/malformed/vocabulary.hpp"

namespace conform::malformed {

struct ChunkData {
  std::string text;      ///< the data, or a variable in its place
  std::size_t size = 0;  ///< the length of the data
  std::size_t much = 1;  ///< the length of whatever is long or repeated
};

[[nodiscard]] std::string chunked_form(const ChunkData& data, ChunkShape shape);

}  // namespace conform::malformed
