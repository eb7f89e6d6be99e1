// Hiding credentials: whatever surrounds one, in whatever encoding, it is not left in the text, and
// what is left is in its order. The first byte of the input determines the encoding.
#include "reports/secrets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"
#include "harness/http/base64.hpp"
#include "harness/http/url.hpp"

namespace conform::fuzz {
namespace {

constexpr std::string_view secret = "Sk-9f/3a+\"7Q x";

std::string each(std::string_view format) {
  std::string out;
  for (const char c : secret) {
    out += fmt::format(fmt::runtime(format), static_cast<unsigned char>(c));
  }
  return out;
}

std::string encoded(unsigned choice) {
  switch (choice % 8) {
    case 0:
      return std::string(secret);
    case 1:
      return http::percent_encode(secret);
    case 2:
      return each("\\u{:04x}");
    case 3:
      return each("&#{};");
    case 4:
      return http::base64_encode(secret);
    case 5:
      return each("{:02x}");
    case 6:
      return each("\\x{:02x}");
    default:
      return http::percent_encode(http::base64_encode(secret));
  }
}

/// Whether all of `part` is in `whole`, in this order, apart from marks.
bool is_left_of(std::string_view part, std::string_view whole) {
  std::size_t at = 0;
  while (!part.empty()) {
    if (part.starts_with(reports::hidden_mark)) {
      part.remove_prefix(reports::hidden_mark.size());
      continue;
    }
    at = whole.find(part.front(), at);
    if (at == std::string_view::npos) return false;
    ++at;
    part.remove_prefix(1);
  }
  return true;
}

void try_text(std::string_view text) {
  if (text.empty()) return;
  const auto choice = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  reports::Secrets secrets;
  secrets.learn_header("X-Api-Key", secret);
  secrets.learn_url(text);
  secrets.learn_command(text);
  static_cast<void>(secrets.hide(text));
  reports::Secrets one;
  one.learn_header("X-Api-Key", secret);
  const auto middle = text.size() / 2;
  // A letter or digit beside it would change what base64 and hexadecimal digits stand for.
  const auto whole =
      fmt::format("{} <{}> {}", text.substr(0, middle), encoded(choice), text.substr(middle));
  const auto shown = one.hide(whole);
  require(shown.find(encoded(choice)) == std::string::npos, "a credential is hidden");
  require(is_left_of(shown, whole), "everything else is left");
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
