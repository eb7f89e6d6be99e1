// For tests: hand-made histories of one stream, told request by request, and what the judge says.
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
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
    exchange.response.headers = {{"X-Content-Type-Options", "nosniff"},
                                 {"Cross-Origin-Resource-Policy", "cross-origin"}};
  }

  Shot with(std::string name, std::string value) && {
    exchange.request.headers.add(std::move(name), std::move(value));
    return std::move(*this);
  }
  Shot type(std::string value) && {
    return std::move(*this).with("Content-Type", std::move(value));
  }
  Shot body(std::string text) && {
    exchange.request.body = std::move(text);
    return std::move(*this);
  }
  Shot producer(std::string epoch, std::string seq) && {
    return std::move(*this)
        .with("Producer-Id", "p")
        .with("Producer-Epoch", std::move(epoch))
        .with("Producer-Seq", std::move(seq));
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
  Shot lacks(std::string_view name) && {
    exchange.response.headers.remove(name);
    return std::move(*this);
  }
  Shot shows(std::string text) && {
    exchange.response.body = std::move(text);
    return std::move(*this);
  }
  Shot event(std::string name, std::string data) && {
    exchange.events.push_back({{std::move(name), std::move(data), "", {}}, exchange.sent});
    return std::move(*this);
  }
  Shot ends(Outcome outcome, std::chrono::seconds later = {}) && {
    exchange.outcome = outcome;
    exchange.done += later;
    return std::move(*this);
  }

  Exchange exchange;
};

inline Shot put(std::string type = "text/plain", std::string tail = "0") {
  return Shot("PUT")
      .type(type)
      .gives(201, std::move(tail))
      .says("Content-Type", type)
      .says("Location", "/s");
}
inline Shot post(std::string text, std::string tail, std::string type = "text/plain") {
  return Shot("POST").type(std::move(type)).body(std::move(text)).gives(204, std::move(tail));
}
inline Shot close_only(std::string tail) {
  return Shot("POST")
      .with("Stream-Closed", "true")
      .gives(204, std::move(tail))
      .says("Stream-Closed", "true");
}
/// A read that reaches the tail; every query makes it a URL of its own.
inline Shot get(std::string query, std::string text, std::string next,
                std::string type = "text/plain") {
  return Shot("GET", std::move(query))
      .gives(200, std::move(next))
      .says("Content-Type", std::move(type))
      .says("ETag", "\"" + text + "\"")
      .says("Cache-Control", "max-age=60")
      .says("Stream-Up-To-Date", "true")
      .shows(text);
}
inline Shot head(std::string tail) {
  return Shot("HEAD")
      .gives(200, std::move(tail))
      .says("Content-Type", "text/plain")
      .says("Cache-Control", "no-store");
}
inline Shot remove_stream() {
  return Shot("DELETE").gives(204);
}
inline Shot long_poll(std::string query, int status, std::string next) {
  return Shot("GET", std::move(query))
      .gives(status, std::move(next))
      .says("Content-Type", "text/plain")
      .says("ETag", "\"x\"")
      .says("Stream-Cursor", "1000")
      .says("Stream-Up-To-Date", "true");
}
inline Shot sse(std::string query = "?offset=-1&live=sse") {
  return Shot("GET", std::move(query)).gives(200).says("Content-Type", "text/event-stream");
}

class Bench {
 public:
  /// One exchange after the other: sent, answered.
  Bench& operator()(Shot shot) {
    send(shot);
    return end(std::move(shot));
  }
  /// The request goes out; its answer is told later, by `end`.
  Bench& send(Shot& shot) {
    const auto took = shot.exchange.done - shot.exchange.sent;
    shot.exchange.sent = now_ += std::chrono::milliseconds(1);
    shot.exchange.done = shot.exchange.sent + took;
    judge_.sent(shot.exchange);
    return *this;
  }
  Bench& end(Shot shot) {
    shot.exchange.number = ++count_;
    judge_.observe(shot.exchange);
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

using Tale = std::function<void(Bench&)>;

/// A rule, a history in which it must speak, and one in which it must not although it might be
/// tempted to.
struct RuleCase {
  std::string rule;
  Tale bad;
  Tale legal;
};

/// Judges the histories, and checks that each of the rules has a case.
void expect_judged(const std::vector<Rule>& rules, const std::vector<RuleCase>& cases);

}  // namespace conform
