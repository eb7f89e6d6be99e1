// What every attempt of a run shares.
#pragma once

#include <functional>
#include <memory>

#include "harness/exchange/exchange.hpp"
#include "harness/run/hooks.hpp"
#include "harness/run/long_poll_waits.hpp"
#include "harness/run/memory_budget.hpp"
#include "harness/run/stall_watch.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

struct AttemptContext {
  Transport& transport;
  const Target& target;
  const StallWatch& stalls;
  Hooks& hooks;
  Duration time_limit;
  /// Called with each exchange just before its request is sent; sets its ordinal.
  std::function<void(Exchange&)> on_sending;
  /// Called with each exchange when it has ended; sets its number.
  std::function<void(Exchange&)> on_exchange;
  std::shared_ptr<LongPollWaits> waits = std::make_shared<LongPollWaits>();
  std::shared_ptr<MemoryBudget> memory = std::make_shared<MemoryBudget>();
};

}  // namespace conform
