// Bodies for appends, from grammars: what readers of JSON, of events and of HTTP trip over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace conform::fuzz {

/// How a body is chosen; `serial` tells the bodies of one sequence apart.
struct BodyChoice {
  std::size_t grammar = 0;  ///< below body_grammars; 0 is short and fits the type
  std::size_t size = 0;
  std::size_t seed = 0;
  std::size_t serial = 0;
  bool json = false;  ///< the stream is in JSON mode
};

/// At most `most_bytes`.
[[nodiscard]] std::string body_of(const BodyChoice& choice, std::size_t most_bytes);

}  // namespace conform::fuzz
