// Takes values out of an exchange, for the `save` of a step.
#pragma once

#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/http/expected.hpp"
#include "harness/scenario/scenario.hpp"

namespace conform {

/// The error says what was missing: "a Stream-Next-Offset header to go on with".
[[nodiscard]] Expected<std::string, std::string> capture(const Save& save,
                                                         const Exchange& exchange);

}  // namespace conform
