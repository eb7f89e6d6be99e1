#include "reports/text/time_text.hpp"

#include <fmt/format.h>

namespace conform::reports {
namespace {

double in_milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

std::string in_words(Duration duration) {
  const double ms = in_milliseconds(duration);
  if (ms < 9.995) return fmt::format("{:.2f} ms", ms);
  if (ms < 999.5) return fmt::format("{:.0f} ms", ms);
  if (ms < 119'995) return fmt::format("{:.2f} s", ms / 1000);
  const auto whole = std::chrono::round<std::chrono::seconds>(duration).count();
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string milliseconds(Duration duration) {
  const double ms = in_milliseconds(duration);
  return ms < 9.95 ? fmt::format("{:.1f}", ms) : fmt::format("{:.0f}", ms);
}

}  // namespace conform::reports
