// For tests: hand-made histories of one stream, built request by request, and the violations the
// judge finds. Recorded histories are in fixtures/journals/.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "harness/judge/judge.hpp"

namespace conform {

/// Builds one exchange: the request, then the response.
class ExchangeBuilder {
 public:
  explicit ExchangeBuilder(std::string method, std::string query = "", std::string path = "/s") {
    exchange.stream = "s";
    exchange.request.method = std::move(method);
    exchange.request.target = "http://host:4437" + std::move(path) + std::move(query);
    exchange.outcome = Outcome::complete;
  }

  ExchangeBuilder type(std::string value) && {
    exchange.request.headers.add("Content-Type", std::move(value));
    return std::move(*this);
  }
  ExchangeBuilder body(std::string text) && {
    exchange.request.body = std::move(text);
    return std::move(*this);
  }

  /// The response's status, and its Stream-Next-Offset if not empty.
  ExchangeBuilder gives(int status, std::string next_offset = "") && {
    exchange.response.status = status;
    if (next_offset.empty()) return std::move(*this);
    return std::move(*this).says("Stream-Next-Offset", std::move(next_offset));
  }
  ExchangeBuilder says(std::string name, std::string value) && {
    exchange.response.headers.add(std::move(name), std::move(value));
    return std::move(*this);
  }
  ExchangeBuilder shows(std::string text) && {
    exchange.response.body = std::move(text);
    return std::move(*this);
  }

  Exchange exchange;
};

inline ExchangeBuilder put() {
  return ExchangeBuilder("PUT")
      .type("text/plain")
      .gives(201, "0")
      .says("Content-Type", "text/plain");
}
inline ExchangeBuilder post(std::string text, std::string tail) {
  return ExchangeBuilder("POST")
      .type("text/plain")
      .body(std::move(text))
      .gives(204, std::move(tail));
}
inline ExchangeBuilder get(std::string query, std::string text, std::string next) {
  return ExchangeBuilder("GET", std::move(query))
      .gives(200, std::move(next))
      .says("Content-Type", "text/plain")
      .shows(std::move(text));
}

class JudgeFixture {
 public:
  /// Exchanges one after the other: each is sent and answered before the next.
  JudgeFixture& operator()(ExchangeBuilder builder) {
    builder.exchange.sent = builder.exchange.done = now_ += std::chrono::milliseconds(1);
    judge_.sent(builder.exchange);
    return end(std::move(builder));
  }
  /// Ends an exchange whose request was not announced to the judge.
  JudgeFixture& end(ExchangeBuilder builder) {
    builder.exchange.number = ++count_;
    judge_.observe(builder.exchange);
    return *this;
  }

  JudgeFixture& ignores(const std::vector<std::string>& capabilities) {
    judge_.ignores(capabilities);
    return *this;
  }

  JudgeFixture& set_common_query(std::string query) {
    judge_.set_common_query(std::move(query));
    return *this;
  }

  [[nodiscard]] const RuleRecord& record(std::string_view rule) const {
    for (const auto& record : judge_.records()) {
      if (record.info.id == rule) return record;
    }
    throw std::out_of_range("no rule " + std::string(rule));
  }

 private:
  Judge judge_;
  Instant now_;
  std::uint64_t count_ = 0;
};

}  // namespace conform
