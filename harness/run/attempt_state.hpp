// What the steps of one attempt leave for later steps.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "harness/run/exchange_log.hpp"
#include "harness/run/held_body.hpp"
#include "harness/run/live_reads.hpp"
#include "harness/run/memory_budget.hpp"
#include "harness/run/server_time.hpp"
#include "harness/run/shared_caches.hpp"
#include "harness/run/variables.hpp"
#include "harness/run/webhook_inbox.hpp"

namespace conform {

struct AttemptState {
  /// When an earlier exchange was sent and answered.
  struct Anchor {
    Instant sent;
    Instant done;
  };
  /// The next step must be answered before it closes; otherwise nothing can be concluded.
  struct Window {
    Instant closes;
    std::string anchor;
  };
  /// Of the responses to requests other than live reads.
  struct AnswerTimes {
    Instant last;
    Duration slowest{};

    void note(const Exchange& exchange) {
      last = std::max(last, exchange.done);
      slowest = std::max(slowest, exchange.elapsed());
    }
  };

  Variables variables;
  MemoryShare memory;
  ServerTime server_time;
  SharedCaches caches{};
  LiveReads live_reads{};
  HeldBodies held{};
  WebhookInbox inbox{};
  ExchangeLog log{};
  std::map<std::string, Anchor> anchors{};  ///< by the label of their step
  std::optional<Window> window{};
  AnswerTimes answers{};
  std::vector<std::string> created{};  ///< URLs that a PUT may have created, oldest first
  bool connection_failed = false;
  std::optional<std::string> own_lack{};  ///< why a request could not be sent
  std::optional<std::string> unread{};    ///< why a response was not read to its end
};

}  // namespace conform
