// Hiding credentials: whatever surrounds one, in whatever encoding, it is not left in the text, and
// what is left is in its order. The first byte of the input determines the encoding.
#include "reports/secrets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

/// The credential in every encoding.
const std::array<std::string, 8>& encodings() {
  static const std::array<std::string, 8> all{
      std::string(secret),         http::percent_encode(secret),
      each("\\u{:04x}"),           each("&#{};"),
      http::base64_encode(secret), each("{:02x}"),
      each("\\x{:02x}"),           http::percent_encode(http::base64_encode(secret))};
  return all;
}

const reports::Secrets& one_secret() {
  static const auto known = [] {
    reports::Secrets secrets;
    secrets.learn_header("X-Api-Key", secret);
    return secrets;
  }();
  return known;
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
  const auto& encoded = encodings()[static_cast<unsigned char>(text.front()) % encodings().size()];
  text.remove_prefix(1);
  reports::Secrets secrets = one_secret();
  secrets.learn_url(text);
  secrets.learn_command(text);
  require(is_left_of(secrets.hide(text), text), "everything else is left");
  const auto middle = text.size() / 2;
  // A letter or digit beside it would change what base64 and hexadecimal digits stand for.
  const auto whole =
      fmt::format("{} <{}> {}", text.substr(0, middle), encoded, text.substr(middle));
  const auto shown = one_secret().hide(whole);
  require(shown.find(encoded) == std::string::npos, "a credential is hidden");
  require(is_left_of(shown, whole), "everything else is left");
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
