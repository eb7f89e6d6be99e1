// Bodies for appends, from grammars: input that parsers of JSON, events and HTTP mishandle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace conform::fuzz {

/// The choice of a body; `serial` makes the bodies of one sequence distinct.
struct BodyChoice {
  std::size_t grammar = 0;  ///< below body_grammars; 0 is short and fits the type
  std::size_t size = 0;
  std::size_t seed = 0;
  std::size_t serial = 0;
  bool json = false;  ///< the stream is in JSON mode
};

/// At most `max_bytes`.
[[nodiscard]] std::string body_of(const BodyChoice& choice, std::size_t max_bytes);

}  // namespace conform::fuzz
