#include "harness/durability/client.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "harness/run/kept_exchange.hpp"
#include "harness/run/recording.hpp"
#include "harness/run/request_builder.hpp"

namespace conform::durability {
namespace {

using namespace std::chrono_literals;

constexpr Duration wait_after_interruption = 1s;
constexpr Duration between_stop_checks = 100ms;

}  // namespace

Transmission Client::transmission_of(const Call& call, Duration limit) const {
  const auto url =
      call.stream.starts_with('/') ? target_.root() + call.stream : target_.stream_url(call.stream);
  Transmission transmission;
  transmission.request = {call.method, with_query(url, call.query), call.headers, call.body};
  transmission.time_limit = limit;
  // A kept connection that the server closes would make the client send the request again.
  transmission.new_connection = true;
  if (call.holds_body) transmission.holds = {call.body.size() / 2};
  return transmission;
}

Exchange Client::begun(const Call& call, const Transmission& transmission) {
  Exchange exchange;
  exchange.number = ++sent_;
  exchange.stream = call.stream;
  exchange.sent = transport_.now();
  exchange.request = transmission.request;
  return exchange;
}

Exchange Client::ask(const Call& call, Duration limit) {
  auto transmission = transmission_of(call, limit);
  Recording recording(transport_, begun(call, transmission), &memory_);
  recording.start(with_credentials(std::move(transmission), target_), [] {});
  run_until([&] { return recording.ended(); });
  recording.hang_up();
  return call.method == "GET" ? recording.release() : with_shortened_response(recording.release());
}

std::vector<Exchange> Client::ask_all(const std::vector<Call>& calls, Duration delay,
                                      const std::function<void()>& interrupt) {
  std::vector<std::unique_ptr<Recording>> recordings;
  for (const auto& call : calls) {
    auto transmission = transmission_of(call, 10s);
    recordings.push_back(
        std::make_unique<Recording>(transport_, begun(call, transmission), &memory_));
    recordings.back()->start(with_credentials(std::move(transmission), target_), [] {});
  }
  bool interrupted = false;
  bool over = false;
  const auto start = transport_.now();
  const auto interruption = transport_.at(start + delay, [&] {
    interrupt();
    interrupted = true;
  });
  const auto end = transport_.at(start + delay + wait_after_interruption, [&] { over = true; });
  const auto all_ended = [&] {
    return std::all_of(recordings.begin(), recordings.end(),
                       [](const auto& recording) { return recording->ended(); });
  };
  run_until([&] { return over || (interrupted && all_ended()); });
  transport_.cancel_timer(interruption);
  transport_.cancel_timer(end);
  std::vector<Exchange> exchanges;
  for (const auto& recording : recordings) {
    recording->hang_up();
    exchanges.push_back(recording->release());
  }
  return exchanges;
}

void Client::sleep(Duration time) {
  bool over = false;
  const auto timer = transport_.at(transport_.now() + time, [&] { over = true; });
  run_until([&] { return over; });
  transport_.cancel_timer(timer);
}

void Client::run_until(const std::function<bool()>& done) {
  while (!done() && !(should_stop_ && should_stop_())) {
    const auto check = transport_.at(transport_.now() + between_stop_checks, [] {});
    const bool is_waiting = transport_.run_once();
    transport_.cancel_timer(check);
    if (!is_waiting) return;
  }
}

}  // namespace conform::durability
