#include "fuzz/campaign/waiting_time.hpp"

#include <array>
#include <chrono>
#include <optional>

namespace conform::fuzz {
namespace {

using namespace std::chrono_literals;

/// A short time of choice: about the duration of a request.
std::optional<Duration> short_time(const Operation& operation) {
  const auto choice = operation[Field::seed];
  constexpr std::size_t longest = 26;
  if (choice == 0) return std::nullopt;
  return 1ms * (choice % longest);
}

}  // namespace

Duration time_of(const Operation& operation) {
  if (const auto time = short_time(operation)) return *time;
  constexpr std::array<Duration, 10> times = {100ms, 500ms, 1s,    1500ms, 2s,
                                              5s,    60s,   3600s, 7200s,  86400s};
  return times[operation[Field::size] % times.size()];
}

Duration gap_of(const Operation& operation) {
  if (const auto time = short_time(operation)) return *time;
  constexpr std::array<Duration, 8> gaps = {1ms, 2ms, 3ms, 5ms, 8ms, 12ms, 20ms, 30ms};
  return gaps[operation[Field::size] % gaps.size()];
}

}  // namespace conform::fuzz
