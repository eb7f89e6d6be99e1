// What a single response says about a capability, before its effect is known.
#pragma once

#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/run/event.hpp"

namespace conform {

/// Whether the capability is there, and how we know.
struct Sign {
  Presence presence = Presence::unknown;
  std::string how;
};

/// A 2xx.
[[nodiscard]] bool is_accepted(const Exchange& exchange);
/// 501, or a 4xx that does not say that the server is busy.
[[nodiscard]] bool is_refused(const Exchange& exchange);

/// "PUT answered 501", or why there is no response.
[[nodiscard]] std::string answered(const Exchange& exchange);

/// For a response that was not accepted: absent if it is a refusal, otherwise unknown. `to` names
/// what was requested: "live=sse".
[[nodiscard]] Sign sign_of_refusal(const Exchange& exchange, const std::string& to);

}  // namespace conform
