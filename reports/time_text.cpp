#include "reports/time_text.hpp"

#include <fmt/format.h>

namespace conform::reports {
namespace {

using std::chrono::floor;

double in_milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

std::string rfc3339_seconds(Instant at) {
  const auto day = floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(floor<std::chrono::seconds>(at - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string rfc3339(Instant at) {
  const auto fraction = floor<std::chrono::milliseconds>(at - floor<std::chrono::seconds>(at));
  return fmt::format("{}.{:03}Z", rfc3339_seconds(at), fraction.count());
}

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

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
