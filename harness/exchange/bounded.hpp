// Exchanges as files keep them: with the beginnings of what is large.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// How much of an exchange a file does not have.
struct Cut {
  std::size_t request_bytes = 0;  ///< of the body
  std::size_t response_bytes = 0;
  std::size_t events = 0;

  [[nodiscard]] bool any() const { return request_bytes + response_bytes + events > 0; }
};

struct BoundedExchange {
  Exchange exchange;
  Cut cut{};
};

/// A copy in which each body, and all events together, take at most so many bytes.
[[nodiscard]] BoundedExchange bounded(const Exchange& exchange, std::size_t bytes);

/// An object with the members that are not zero.
[[nodiscard]] nlohmann::ordered_json cut_json(const Cut& cut);
/// Makes the exchange too_large if its JSON has such an object as member "cut", so that nothing is
/// concluded from what is missing.
void read_cut(Exchange& exchange, const nlohmann::json& value);

}  // namespace conform
