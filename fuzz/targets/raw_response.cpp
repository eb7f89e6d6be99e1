// Responses on a raw connection are parsed in the same way wherever they are split. The first byte
// of the input determines the request.
#include "harness/transport/raw_response.hpp"

#include <fmt/format.h>

#include <tuple>

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"

namespace conform::fuzz {
namespace {

struct Asked {
  bool bodiless = false;
  bool by_reset = false;
  unsigned skip = 0;
  RawResponse::Bounds bounds;
};

Asked asked_by(unsigned char choice) {
  Asked asked;
  asked.bodiless = (choice & 1U) != 0;
  asked.by_reset = (choice & 2U) != 0;
  asked.skip = (choice >> 2U) & 3U;
  asked.bounds = {std::size_t{1} << 16U, (choice & 16U) != 0 ? 16U : 1U << 20U};
  return asked;
}

/// Everything that a transport sees of a response.
struct Seen {
  int heads = 0;
  int status = 0;
  http::Headers headers;
  std::string body;
  Outcome outcome = Outcome::pending;
  std::string problem;
  std::string http_version;

  bool operator==(const Seen&) const = default;
};

Seen read(const Asked& asked, const std::vector<std::string_view>& pieces) {
  Seen seen;
  RawResponse response(asked.bounds, asked.bodiless, asked.skip,
                       {[&](int status, const http::Headers& headers) {
                          ++seen.heads;
                          seen.status = status;
                          seen.headers = headers;
                        },
                        [&](std::string_view bytes) { seen.body += bytes; }});
  std::optional<Ending> ending;
  for (const auto piece : pieces) {
    ending = response.take(piece);
    if (ending) break;
  }
  if (!ending) ending = response.close(asked.by_reset);
  std::tie(seen.outcome, seen.problem) = std::tie(ending->outcome, ending->problem);
  seen.http_version = response.http_version();
  // How much arrives before the limit is noticed depends on the pieces.
  if (seen.outcome == Outcome::too_large) seen.body.clear();
  return seen;
}

std::string in_words(const Seen& seen) {
  return fmt::format("{} {} with {} fields and {} bytes, HTTP {}: {} ({})", seen.heads, seen.status,
                     seen.headers.size(), seen.body.size(), seen.http_version,
                     to_string(seen.outcome), seen.problem);
}

void try_text(std::string_view text) {
  if (text.size() < 2) return;
  const auto asked = asked_by(static_cast<unsigned char>(text.front()));
  text.remove_prefix(1);
  const auto whole = read(asked, {text});
  const auto in_pieces = read(asked, pieces_of(text));
  require(whole == in_pieces,
          fmt::format("splitting a response changes nothing\n  whole: {}\n  in pieces: {}",
                      in_words(whole), in_words(in_pieces)));
  const auto in_two = read(asked, halves_of(text));
  require(whole == in_two,
          fmt::format("splitting a response in two changes nothing\n  whole: {}\n  in two: {}",
                      in_words(whole), in_words(in_two)));
  require(whole.heads <= 1, "a response has one head");
  require(whole.body.size() <= asked.bounds.body_bytes, "no body is larger than its limit");
  require(whole.heads == 1 || whole.body.empty(), "a body has a head");
  require((whole.outcome == Outcome::complete) == whole.problem.empty(),
          "what is not complete says why");
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
