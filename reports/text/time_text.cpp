#include "reports/text/time_text.hpp"

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

std::optional<Instant> instant_from(std::string_view rfc3339) {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd.dddZ";
  if (rfc3339.size() != form.size()) return std::nullopt;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool is_digit = rfc3339[i] >= '0' && rfc3339[i] <= '9';
    if (form[i] == 'd' ? !is_digit : rfc3339[i] != form[i]) return std::nullopt;
  }
  const auto number = [&](std::size_t from, std::size_t digits) {
    int value = 0;
    for (std::size_t i = from; i < from + digits; ++i) value = value * 10 + (rfc3339[i] - '0');
    return value;
  };
  const std::chrono::year_month_day date(std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2))));
  const bool in_range = date.year() >= std::chrono::year(1970) &&
                        date.year() <= std::chrono::year(2200) && number(11, 2) < 24 &&
                        number(14, 2) < 60 && number(17, 2) < 60;
  if (!date.ok() || !in_range) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(number(11, 2)) +
         std::chrono::minutes(number(14, 2)) + std::chrono::seconds(number(17, 2)) +
         std::chrono::milliseconds(number(20, 3));
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
