// Benchmark of an exchange in process: the simulated transport, the reference server and the judge.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "harness/judge/judge.hpp"
#include "harness/run/recording.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform {
namespace {

constexpr int appends = 4;

class Client {
 public:
  explicit Client(Judge* judge) : judge_(judge) {}

  /// Sends the request and waits for the complete response.
  Exchange exchange(http::Request request) {
    Exchange blank;
    blank.stream = "s";
    blank.request = request;
    blank.sent = transport_.now();
    blank.sent_order = ++order_;
    if (judge_ != nullptr) judge_->sent(blank);
    Recording recording(transport_, std::move(blank));
    recording.start({.request = std::move(request), .time_limit = std::chrono::seconds(10)}, {});
    while (!recording.ended() && transport_.run_once()) {
    }
    Exchange done = recording.release();
    done.number = ++count_;
    done.done_order = ++order_;
    if (judge_ != nullptr) judge_->observe(done);
    return done;
  }

  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(count_); }

 private:
  SimTransport transport_{server::Core(repeatable_rules()), simulated_start};
  Judge* judge_;
  std::uint64_t order_ = 0;
  std::uint64_t count_ = 0;
};

std::string tail_of(const Exchange& exchange) {
  return std::string(exchange.response.headers.find("Stream-Next-Offset").value_or(""));
}

void live_a_stream(Client& client, const std::string& url) {
  const http::Headers type{{"Content-Type", "text/plain"}};
  auto tail = tail_of(client.exchange({"PUT", url, type, {}}));
  for (int i = 0; i < appends; ++i) {
    client.exchange({"POST", url, type, "0123456789"});
    tail = tail_of(client.exchange({"GET", fmt::format("{}?offset={}", url, tail), {}, {}}));
  }
  client.exchange({"DELETE", url, {}, {}});
}

void live_streams(benchmark::State& state, Judge* judge) {
  Client client(judge);
  for (auto _ : state) {
    live_a_stream(client, fmt::format("http://sim/s{}", client.count()));
  }
  state.SetItemsProcessed(client.count());
}

void exchange_with_server(benchmark::State& state) {
  live_streams(state, nullptr);
}
BENCHMARK(exchange_with_server)->Unit(benchmark::kMicrosecond);

void exchange_with_server_and_judge(benchmark::State& state) {
  Judge judge;
  live_streams(state, &judge);
  for (const auto& record : judge.records()) {
    if (record.violated > 0) state.SkipWithError(record.info.id.c_str());
  }
}
BENCHMARK(exchange_with_server_and_judge)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace conform
