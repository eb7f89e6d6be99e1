#include "harness/run/removals.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "harness/run/request_builder.hpp"

namespace conform {
namespace {

constexpr Duration limit_when_stopped = std::chrono::milliseconds(500);

}  // namespace

void Removals::send(Exchange deletion, MemoryShare* memory) {
  Transmission transmission;
  transmission.request = deletion.request;
  transmission.time_limit = time_limit_;
  recordings_.push_back(std::make_unique<Recording>(transport_, std::move(deletion), memory));
  recordings_.back()->start(with_credentials(std::move(transmission), target_), {});
}

void Removals::wait(const bool& is_stopped) {
  std::optional<Instant> latest;
  while (std::any_of(recordings_.begin(), recordings_.end(),
                     [](const auto& one) { return !one->ended(); }) &&
         transport_.run_once()) {
    if (is_stopped && !latest) latest = transport_.now() + limit_when_stopped;
    if (latest && transport_.now() >= *latest) break;
  }
}

}  // namespace conform
