#include "harness/run/serving_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>

#include "harness/http/url.hpp"
#include "harness/judge/reading.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/recording.hpp"
#include "harness/run/request_builder.hpp"

namespace conform {
namespace {

/// A response may take this many times as long as usual while another request waits.
constexpr int usual_times = 10;

class ServingCheck {
 public:
  ServingCheck(Transport& transport, const Target& target, std::string url, const StopSignal& stop)
      : transport_(transport), target_(target), url_(std::move(url)), stop_(stop) {}

  /// Whether the second connection had to wait for the first.
  bool has_to_wait(const Exchange& created) {
    const auto wait = std::max(limits::min_serving_wait, usual_times * created.elapsed());
    const auto tail = next_offset(created);
    const auto query = "offset=" + http::percent_encode(tail.value_or("-1")) + "&live=long-poll";
    auto waiting = start(
        {.request = {.method = "GET", .target = with_query(url_, query), .headers = {}, .body = {}},
         .time_limit = limits::release_of_connection});
    if (head(wait).answered()) return false;
    waiting->hang_up();
    return head(limits::release_of_connection).answered();
  }

  Exchange create() {
    http::Headers headers;
    headers.add("Content-Type", "text/plain");
    return ended(start(
        {.request = {.method = "PUT", .target = url_, .headers = std::move(headers), .body = {}},
         .time_limit = limits::serving_check}));
  }

  /// On a new connection, which is closed again: kept open, it would be the one that is served.
  Exchange head(Duration limit) {
    return ended(start({.request = {.method = "HEAD", .target = url_, .headers = {}, .body = {}},
                        .time_limit = limit,
                        .new_connection = true}));
  }

 private:
  std::unique_ptr<Recording> start(Transmission transmission) {
    Exchange exchange;
    exchange.request = transmission.request;
    exchange.sent = transport_.now();
    auto recording = std::make_unique<Recording>(transport_, std::move(exchange));
    recording->start(with_credentials(std::move(transmission), target_), [] {});
    return recording;
  }

  Exchange ended(std::unique_ptr<Recording> recording) {
    while (!recording->ended() && !stop_.stopped() && transport_.run_once()) {
    }
    recording->hang_up();
    return recording->release();
  }

  Transport& transport_;
  const Target& target_;
  std::string url_;
  const StopSignal& stop_;
};

}  // namespace

Expected<void, std::string> check_reachable(Transport& transport, const Target& target,
                                            const StopSignal& stop) {
  const auto seen =
      ServingCheck(transport, target, target.root(), stop).head(limits::serving_check);
  if (seen.answered()) return {};
  return unexpected(fmt::format("cannot test {}: {}", target.text(),
                                seen.problem.empty() ? "it did not answer" : seen.problem));
}

Serving check_serving(Transport& transport, const Target& target, const std::string& word,
                      const StopSignal& stop) {
  const auto url = target.stream_url(word);
  ServingCheck check(transport, target, url, stop);
  const auto created = check.create();
  if (created.response.status / 100 != 2) return {};
  if (stop.stopped()) return {false, {url}};
  return {check.has_to_wait(created), {url}};
}

}  // namespace conform
