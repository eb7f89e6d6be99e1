#include "harness/scenario/duration.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace conform {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr Duration longest_duration = hours(24);

/// Zero if there is no such unit.
Duration unit_named(std::string_view name) {
  if (name == "ms") return milliseconds(1);
  if (name == "s") return seconds(1);
  if (name == "m") return minutes(1);
  if (name == "h") return hours(1);
  return Duration::zero();
}

std::string in_unit(Duration duration, Duration unit, std::string_view name) {
  const double count = static_cast<double>(duration.count()) / static_cast<double>(unit.count());
  return fmt::format("{:.10g}{}", count, name);
}

}  // namespace

Expected<Duration, std::string> parse_duration(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789."), text.size());
  double count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, count);
  const Duration unit = unit_named(text.substr(digits));
  if (error != std::errc{} || end != text.data() + digits || unit == Duration::zero()) {
    return unexpected(fmt::format(
        "invalid length of time: '{}'; write \"300ms\", \"1.2s\", \"2m\" or \"1h\"", text));
  }
  const double nanoseconds_exact = count * static_cast<double>(unit.count());
  if (nanoseconds_exact > static_cast<double>(longest_duration.count())) {
    return unexpected(fmt::format("'{}' is longer than a day", text));
  }
  return Duration(std::llround(nanoseconds_exact));
}

std::string to_string(Duration duration) {
  if (duration >= hours(1) && duration % hours(1) == Duration::zero()) {
    return in_unit(duration, hours(1), "h");
  }
  if (duration >= minutes(1) && duration % minutes(1) == Duration::zero()) {
    return in_unit(duration, minutes(1), "m");
  }
  if (duration >= seconds(1)) return in_unit(duration, seconds(1), "s");
  return in_unit(duration, milliseconds(1), "ms");
}

}  // namespace conform
