// A live page for tests.
#pragma once

#include "reports/html/live_page.hpp"

namespace conform::reports {

inline Instant sample_time(int seconds) {
  return Instant(std::chrono::hours(500'000) + std::chrono::seconds(seconds));
}

inline LivePage::About sample_live_page_about() {
  return {"0.1.0", "http://127.0.0.1:8080/v1/stream", "http://127.0.0.1:4437/v1/stream",
          sample_time(0)};
}

inline LivePage sample_live_page() {
  return LivePage(sample_live_page_about(), [](std::string_view requirement) {
    return "The sentence of " + std::string(requirement) + ".";
  });
}

inline Violation sample_violation(const std::string& rule) {
  Violation violation;
  violation.rule = rule;
  violation.mismatch.expected = "parameters ordered by name";
  violation.mismatch.got = "the query \"offset=-1&live=sse\"";
  return violation;
}

inline Exchange sample_exchange(int second) {
  Exchange exchange;
  exchange.number = static_cast<std::uint64_t>(second);
  exchange.request = {"GET", "http://h/v1/stream/a?offset=-1&live=sse", {}, {}};
  exchange.response = {200, {{"Content-Type", "text/plain"}}, "hello"};
  exchange.sent = exchange.first_byte = exchange.done = sample_time(second);
  exchange.outcome = Outcome::complete;
  return exchange;
}

}  // namespace conform::reports
