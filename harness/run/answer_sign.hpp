// What an answer of the target's says about a capability, before anything is known of its effect.
#pragma once

#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/run/event.hpp"

namespace conform {

/// Whether it can be done, and how we know.
struct Sign {
  Presence presence = Presence::unknown;
  std::string how;
};

/// A 2xx.
[[nodiscard]] bool is_accepted(const Exchange& exchange);
/// A 4xx that does not say that the server is busy, or 501.
[[nodiscard]] bool is_refused(const Exchange& exchange);

/// "PUT answered 501", or why there is no answer.
[[nodiscard]] std::string answered(const Exchange& exchange);

/// Of an answer that was not accepted: absent where it is a refusal, unknown otherwise. `to` says
/// what was asked: "live=sse".
[[nodiscard]] Sign sign_of_refusal(const Exchange& exchange, const std::string& to);

}  // namespace conform
