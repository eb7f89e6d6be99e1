#include "reports/text/time_text.hpp"

#include <fmt/format.h>

#include "harness/http/timestamp.hpp"

namespace conform::reports {
namespace {

using std::chrono::floor;

double in_milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

std::string rfc3339_seconds(Instant at) {
  constexpr std::string_view form = "2026-01-02T03:04:05";
  return http::rfc3339(at).substr(0, form.size());
}

std::optional<Instant> instant_from(std::string_view rfc3339) {
  // Years that an Instant holds.
  constexpr std::chrono::sys_days first{std::chrono::January / 1 / 1970};
  constexpr std::chrono::sys_days end{std::chrono::January / 1 / 2200};
  const auto time = http::parse_rfc3339(rfc3339);
  return time && *time >= first && *time < end ? std::optional<Instant>(*time) : std::nullopt;
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
