#include "fuzz/campaign/simulated_runner.hpp"

#include <chrono>
#include <memory>

#include "harness/run/reference_target.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform::fuzz {

using namespace std::chrono_literals;

MakeRunner simulated_runner(const server::Rules& rules, const std::string& word) {
  // Executions are too short to be worth stopping.
  return [rules, word](const std::function<bool()>& /*should_stop*/) {
    ExecutorOptions options;
    options.virtual_time = true;
    options.clean_up = false;
    options.linger = 20ms;
    auto transport = std::make_shared<std::unique_ptr<SimTransport>>();
    return std::make_unique<SequenceRunner>(
        [transport, rules]() -> Transport& {
          *transport = std::make_unique<SimTransport>(server::Core(rules), simulated_start);
          return **transport;
        },
        simulated_target(), options, word);
  };
}

}  // namespace conform::fuzz
