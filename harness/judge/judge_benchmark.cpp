// Benchmark of the judge: streams that are created, written, read and deleted, from a journal.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "harness/judge/judge.hpp"
#include "harness/judge/judge_fixture.hpp"

namespace conform {
namespace {

constexpr int streams = 100;
constexpr int appends = 4;

/// The lifetime of one stream, whose offsets are byte positions.
std::vector<ExchangeBuilder> life_of_stream() {
  std::vector<ExchangeBuilder> life{put()};
  for (int i = 0; i < appends; ++i) {
    const auto before = i == 0 ? std::string("0") : fmt::format("{:03}", 10 * i);
    const auto after = fmt::format("{:03}", 10 * (i + 1));
    life.push_back(post("0123456789", after));
    life.push_back(get("?offset=" + before, "0123456789", after));
  }
  life.push_back(ExchangeBuilder("DELETE").gives(204));
  return life;
}

std::vector<Exchange> journal() {
  std::vector<Exchange> exchanges;
  for (int i = 0; i < streams; ++i) {
    for (auto& builder : life_of_stream()) {
      builder.exchange.stream = fmt::format("s{}", i);
      builder.exchange.request.target.replace(builder.exchange.request.target.find("/s"), 2,
                                              "/" + builder.exchange.stream);
      builder.exchange.number = exchanges.size() + 1;
      exchanges.push_back(std::move(builder.exchange));
    }
  }
  return exchanges;
}

void judge_exchanges(benchmark::State& state) {
  const auto exchanges = journal();
  for (auto _ : state) {
    Judge judge;
    for (const auto& exchange : exchanges) {
      judge.sent(exchange);
      benchmark::DoNotOptimize(judge.observe(exchange));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(exchanges.size()));
}
BENCHMARK(judge_exchanges)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace conform
