// The simulation behind a slow link, with a process that stalls at times: for tests of what is
// reported when something other than the server is late.
#pragma once

#include <map>
#include <memory>
#include <utility>

#include "harness/transport/ending.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform::test {

/// Each may be empty.
struct Lateness {
  std::function<Duration(const http::Request&)> to_server{};
  std::function<Duration(const http::Request&)> back{};
  /// When this process gets to run, if it would have run then.
  std::function<Instant(Instant)> held_up{};
};

class LateTransport : public Transport {
 public:
  LateTransport(SimTransport& inner, Lateness lateness)
      : inner_(inner), lateness_(std::move(lateness)) {}

  [[nodiscard]] Instant now() const override { return inner_.now(); }

  TransmissionId send(Transmission transmission, TransmissionHandler handler) override {
    const auto id = ++last_id_;
    auto& entry = under_way_[id];
    entry.handler = std::make_shared<TransmissionHandler>(std::move(handler));
    const auto& request = transmission.request;
    entry.back = lateness_.back ? lateness_.back(request) : Duration::zero();
    entry.to_server = lateness_.to_server ? lateness_.to_server(request) : Duration::zero();
    const auto arrives = now() + entry.to_server;
    const TimeLimit limit{now(), std::exchange(transmission.time_limit, {}), transmission.held_up};
    if (const auto end = deadline(limit.from, limit.limit)) set_limit(id, *end, limit);
    inner_.at(arrives, [this, id, transmission = std::move(transmission)] {
      if (under_way_.contains(id)) arrive(id, transmission);
    });
    return id;
  }

  TransmissionId send_raw(RawTransmission raw, TransmissionHandler handler) override {
    const auto id = ++last_id_;
    under_way_[id].inner = inner_.send_raw(std::move(raw), std::move(handler));
    return id;
  }

  void cancel(TransmissionId id) override {
    const auto found = under_way_.extract(id);
    if (found.empty()) return;
    if (found.mapped().limit) inner_.cancel_timer(*found.mapped().limit);
    inner_.cancel(found.mapped().inner);
  }

  void pause(TransmissionId id) override { inner_.pause(under_way_.at(id).inner); }
  void resume(TransmissionId id) override {
    inner_.at(now() + under_way_.at(id).to_server, [this, id] {
      if (under_way_.contains(id)) inner_.resume(under_way_.at(id).inner);
    });
  }

  TimerId at(Instant when, std::function<void()> task) override {
    return inner_.at(runs(when), std::move(task));
  }
  void cancel_timer(TimerId id) override { inner_.cancel_timer(id); }

  Expected<std::string, std::string> listen(
      std::function<void(IncomingRequest)> on_request) override {
    return inner_.listen([this, on_request = std::move(on_request)](IncomingRequest request) {
      inner_.at(runs(now()),
                [on_request, request = std::move(request)]() mutable { on_request(request); });
    });
  }

  bool run_once() override { return inner_.run_once(); }
  [[nodiscard]] std::optional<std::string> raw_unavailable() const override {
    return inner_.raw_unavailable();
  }

 private:
  struct UnderWay {
    std::shared_ptr<TransmissionHandler> handler;
    Duration to_server{};
    Duration back{};
    TransmissionId inner = 0;
    std::optional<TimerId> limit;
  };

  [[nodiscard]] Instant runs(Instant when) const {
    return lateness_.held_up ? lateness_.held_up(when) : when;
  }

  void arrive(TransmissionId id, const Transmission& transmission) {
    under_way_.at(id).inner = inner_.send(
        transmission,
        {.on_head =
             [this, id](int status, http::Headers headers) {
               later(id, [status, headers = std::move(headers)](TransmissionHandler& to) {
                 if (to.on_head) to.on_head(status, headers);
               });
             },
         .on_bytes =
             [this, id](std::string_view bytes) {
               later(id, [bytes = std::string(bytes)](TransmissionHandler& to) {
                 if (to.on_bytes) to.on_bytes(bytes);
               });
             },
         .on_done =
             [this, id](Outcome outcome, const std::string& problem, const std::string& version) {
               later(id, [this, id, outcome, problem, version](TransmissionHandler& to) {
                 cancel(id);
                 if (to.on_done) to.on_done(outcome, problem, version);
               });
             }});
  }

  void later(TransmissionId id, std::function<void(TransmissionHandler&)> emit) {
    inner_.at(runs(now() + under_way_.at(id).back), [this, id, emit = std::move(emit)] {
      const auto found = under_way_.find(id);
      if (found == under_way_.end()) return;
      const auto handler = found->second.handler;
      emit(*handler);
    });
  }

  void set_limit(TransmissionId id, Instant when, const TimeLimit& limit) {
    under_way_.at(id).limit = inner_.at(runs(when), [this, id, limit] {
      if (const auto end = limit.later_end(now())) {
        set_limit(id, *end, limit);
        return;
      }
      const auto handler = under_way_.at(id).handler;
      cancel(id);
      const auto ending = timed_out({}, limit.limit);
      if (handler->on_done) handler->on_done(ending.outcome, ending.problem, {});
    });
  }

  SimTransport& inner_;
  Lateness lateness_;
  std::map<TransmissionId, UnderWay> under_way_;
  TransmissionId last_id_ = 0;
};

}  // namespace conform::test
