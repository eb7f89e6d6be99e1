// One request to the target, outside of any scenario.
#pragma once

#include <functional>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

struct SingleRequest {
  std::string method;
  std::string stream;  ///< a stream name, or a whole URL
  std::string query;   ///< without "?"
  Duration limit{};
};

/// The outcome, as soon as the head of a response has arrived. Ends early if it is cancelled.
[[nodiscard]] Exchange ask(Transport& transport, const Target& target, const SingleRequest& request,
                           const std::function<bool()>& is_cancelled = {});

}  // namespace conform
