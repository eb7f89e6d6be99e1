#include "harness/cli/options/byte_size.hpp"

#include <fmt/format.h>

#include <charconv>

#include "harness/http/message.hpp"

namespace conform {
namespace {

/// The power of two, 0 for anything else.
unsigned power_of(std::string_view unit) {
  const auto is = [&](std::string_view letter) {
    return http::equals_ignoring_case(unit, letter) ||
           http::equals_ignoring_case(unit, std::string(letter) + "ib");
  };
  if (is("k")) return 10;
  if (is("m")) return 20;
  return is("g") ? 30 : 0;
}

}  // namespace

Expected<std::size_t, std::string> parse_size(std::string_view text) {
  constexpr std::size_t most = std::size_t{1} << 20;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto power = power_of(http::trim(text.substr(static_cast<std::size_t>(end - text.data()))));
  if (error != std::errc() || power == 0 || number == 0 || number > most) {
    return unexpected(fmt::format("'{}' is not a size such as 256M or 1G", text));
  }
  return number << power;
}

}  // namespace conform
