#include "harness/http/http_date.hpp"

#include <fmt/chrono.h>

#include <chrono>
#include <ctime>

namespace conform::http {

std::optional<Instant> parse_http_date(std::string_view text) {
  std::tm parts{};
  const std::string date(text);
  const char* end = strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  constexpr int first_year = -30;  // of 1900: times must fit into 64 bits of nanoseconds
  constexpr int last_year = 350;
  if (end != date.c_str() + date.size() || parts.tm_year < first_year ||
      parts.tm_year > last_year) {
    return std::nullopt;
  }
  return Instant(std::chrono::seconds(timegm(&parts)));
}

std::string to_http_date(Instant when) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT",
                     fmt::gmtime(std::chrono::floor<std::chrono::seconds>(when)));
}

}  // namespace conform::http
