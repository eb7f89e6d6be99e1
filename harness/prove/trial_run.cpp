#include "harness/prove/trial_run.hpp"

#include <algorithm>
#include <atomic>
#include <string_view>
#include <thread>
#include <utility>

#include "fixtures/server/background_server.hpp"
#include "fixtures/server/core.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/transport/curl_transport.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform {
namespace {

bool is_failure(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::warn;
}

TrialResults results_of(Transport& transport, Target target, const Selected& selected) {
  TrialResults found;
  RunOptions options;
  options.run_id = "prove";
  Engine engine(transport, std::move(target), options, [&](const Event& event) {
    const auto* reached = std::get_if<ResultReached>(&event);
    if (reached == nullptr) return;
    if (is_failure(reached->result.verdict)) found.failures.push_back(reached->result);
    if (reached->result.verdict == Verdict::error) found.faults.push_back(reached->result.id);
    if (reached->result.verdict == Verdict::blocked) ++found.blocked;
    if (reached->result.verdict == Verdict::skip) {
      found.skipped.emplace(reached->result.id.substr(0, reached->result.id.find('[')));
    }
  });
  const auto finished = engine.run(selected);
  if (finished) {
    found.start_with = finished->start_with;
  } else {
    found.unusable = finished.error();
  }
  return found;
}

}  // namespace

TrialResults run_simulated(server::Rules rules, const Selected& selected) {
  SimTransport transport(server::Core(std::move(rules)), simulated_start);
  return results_of(transport, simulated_target(), selected);
}

TrialResults run_over_http(server::Rules rules, const Selected& selected) {
  const server::BackgroundServer server(std::move(rules));
  CurlTransport transport(CurlOptions{});
  auto target = Target::parse(server.url()).value();
  target.retention_hook = reference_retention_hook(target);
  return results_of(transport, std::move(target), selected);
}

void on_all_cores(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (auto taken = next++; taken < count; taken = next++) work(taken);
    });
  }
}

}  // namespace conform
