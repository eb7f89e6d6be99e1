#include "harness/http/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/http/ascii.hpp"

namespace conform::http {
namespace {

using std::chrono::floor;
using std::chrono::milliseconds;

/// A decimal number of exactly so many digits at the beginning of the text, which is taken off.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count || !is_decimal(text.substr(0, count))) return std::nullopt;
  unsigned number = 0;
  std::from_chars(text.data(), text.data() + count, number);
  text.remove_prefix(count);
  return number;
}

bool take_one_of(std::string_view& text, std::string_view characters) {
  if (text.empty() || characters.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
  constexpr std::size_t year_digits = 4;
  const auto year = take_digits(text, year_digits);
  if (!year || !take_one_of(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take_one_of(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

/// "17:00", of a day or as an offset.
std::optional<std::chrono::minutes> take_clock(std::string_view& text) {
  constexpr unsigned last_hour = 23;
  constexpr unsigned last_minute = 59;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > last_hour || !take_one_of(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > last_minute) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute);
}

/// ":09.25", with "60" as a leap second.
std::optional<milliseconds> take_seconds(std::string_view& text) {
  constexpr unsigned leap_second = 60;
  if (!take_one_of(text, ":")) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *second > leap_second) return std::nullopt;
  milliseconds time = std::chrono::seconds(*second);
  if (!take_one_of(text, ".")) return time;
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0) return std::nullopt;
  auto unit = milliseconds(std::chrono::seconds(1)) / 10;
  for (std::size_t i = 0; i < digits; ++i, unit /= 10) time += unit * (text[i] - '0');
  text.remove_prefix(digits);
  return time;
}

/// "Z" or "+02:00", to the end of the text.
std::optional<std::chrono::minutes> offset_from_utc(std::string_view text) {
  if (text == "Z" || text == "z") return std::chrono::minutes(0);
  const bool is_behind = text.starts_with('-');
  if (!take_one_of(text, "+-")) return std::nullopt;
  const auto offset = take_clock(text);
  if (!offset || !text.empty()) return std::nullopt;
  return is_behind ? -*offset : *offset;
}

}  // namespace

std::string rfc3339(Instant when) {
  const auto day = floor<std::chrono::days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(floor<milliseconds>(when - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::string rfc3339_seconds(Instant when) {
  constexpr std::string_view form = "2026-01-02T03:04:05";
  return rfc3339(when).substr(0, form.size());
}

std::optional<std::chrono::sys_time<milliseconds>> parse_rfc3339(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !take_one_of(text, "Tt ")) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  const auto seconds = take_seconds(text);
  if (!seconds) return std::nullopt;
  const auto offset = offset_from_utc(text);
  if (!offset) return std::nullopt;
  return *date + *clock + *seconds - *offset;
}

}  // namespace conform::http
