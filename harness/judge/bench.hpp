// For tests: hand-made histories of one stream, told request by request, and what the judge says.
// What saved exchanges can tell is in fixtures/journals/.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "harness/judge/judge.hpp"

namespace conform {

/// One exchange in the making: the request, then the answer.
class Shot {
 public:
  explicit Shot(std::string method, std::string query = "", std::string path = "/s") {
    exchange.stream = "s";
    exchange.request.method = std::move(method);
    exchange.request.target = "http://host:4437" + std::move(path) + std::move(query);
    exchange.outcome = Outcome::complete;
  }

  Shot type(std::string value) && {
    exchange.request.headers.add("Content-Type", std::move(value));
    return std::move(*this);
  }
  Shot body(std::string text) && {
    exchange.request.body = std::move(text);
    return std::move(*this);
  }

  /// The answer's status, and where it tells one, its Stream-Next-Offset.
  Shot gives(int status, std::string next_offset = "") && {
    exchange.response.status = status;
    if (next_offset.empty()) return std::move(*this);
    return std::move(*this).says("Stream-Next-Offset", std::move(next_offset));
  }
  Shot says(std::string name, std::string value) && {
    exchange.response.headers.add(std::move(name), std::move(value));
    return std::move(*this);
  }
  Shot shows(std::string text) && {
    exchange.response.body = std::move(text);
    return std::move(*this);
  }

  Exchange exchange;
};

inline Shot put() {
  return Shot("PUT").type("text/plain").gives(201, "0").says("Content-Type", "text/plain");
}
inline Shot post(std::string text, std::string tail) {
  return Shot("POST").type("text/plain").body(std::move(text)).gives(204, std::move(tail));
}
inline Shot get(std::string query, std::string text, std::string next) {
  return Shot("GET", std::move(query))
      .gives(200, std::move(next))
      .says("Content-Type", "text/plain")
      .shows(std::move(text));
}

class Bench {
 public:
  /// One exchange after the other: sent, answered.
  Bench& operator()(Shot shot) {
    shot.exchange.sent = shot.exchange.done = now_ += std::chrono::milliseconds(1);
    judge_.sent(shot.exchange);
    return end(std::move(shot));
  }
  /// The answer alone, to a request that the judge was not told of.
  Bench& end(Shot shot) {
    shot.exchange.number = ++count_;
    judge_.observe(shot.exchange);
    return *this;
  }

  Bench& ignores(const std::vector<std::string>& capabilities) {
    judge_.ignores(capabilities);
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
