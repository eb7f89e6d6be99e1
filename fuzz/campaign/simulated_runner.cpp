#include "fuzz/campaign/simulated_runner.hpp"

#include <chrono>
#include <memory>

#include "harness/run/reference_target.hpp"
#include "harness/transport/sim_transport.hpp"

namespace conform::fuzz {

using namespace std::chrono_literals;

MakeRunner simulated_runner(const server::Rules& rules, const std::string& word) {
  // Its plays take no time that anyone could want back.
  return [rules, word](const std::function<bool()>& /*should_stop*/) {
    PlayerOptions options;
    options.virtual_time = true;
    options.clean_up = false;
    options.linger = 20ms;
    auto world = std::make_shared<std::unique_ptr<SimTransport>>();
    return std::make_unique<SequenceRunner>(
        [world, rules]() -> Transport& {
          *world = std::make_unique<SimTransport>(server::Core(rules), simulated_start);
          return **world;
        },
        simulated_target(), options, word);
  };
}

}  // namespace conform::fuzz
