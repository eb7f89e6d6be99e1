#include "harness/cli/commands/single_request.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include "harness/run/recording.hpp"
#include "harness/run/request_builder.hpp"

namespace conform {
namespace {

/// How often cancellation is polled.
constexpr Duration wake_interval = std::chrono::milliseconds(100);

}  // namespace

Exchange ask(Transport& transport, const Target& target, const SingleRequest& request,
             const std::function<bool()>& is_cancelled) {
  const bool is_url = request.stream.find("://") != std::string::npos;
  const auto url = is_url ? request.stream : target.stream_url(request.stream);
  Exchange exchange;
  exchange.sent = transport.now();
  exchange.request = {request.method, with_query(url, request.query), {}, {}};
  Transmission transmission{.request = exchange.request, .time_limit = request.limit};
  Recording recording(transport, std::move(exchange));
  recording.start(with_credentials(std::move(transmission), target), [] {});
  std::optional<TimerId> wake;
  const std::function<void()> wake_again = [&] {
    wake = transport.at(transport.now() + wake_interval, wake_again);
  };
  if (is_cancelled) wake_again();
  const auto shown = [&] { return recording.ended() || recording.exchange().answered(); };
  while (!shown() && !(is_cancelled && is_cancelled()) && transport.run_once()) {
  }
  if (wake) transport.cancel_timer(*wake);
  recording.hang_up();
  return recording.release();
}

}  // namespace conform
