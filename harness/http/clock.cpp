#include "harness/http/clock.hpp"

namespace conform::clock {
namespace {

struct Start {
  Instant wall = std::chrono::system_clock::now();
  std::chrono::steady_clock::time_point steady = std::chrono::steady_clock::now();
};

const Start& start() {
  static const Start first;
  return first;
}

}  // namespace

Instant now() {
  const auto& first = start();
  return first.wall + (std::chrono::steady_clock::now() - first.steady);
}

std::chrono::steady_clock::time_point steady(Instant when) {
  return start().steady + (when - start().wall);
}

Duration set_by() {
  return std::chrono::system_clock::now() - now();
}

}  // namespace conform::clock
