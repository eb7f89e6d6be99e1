// Lists of known failures: any file is either read or rejected with the place of the error; what
// is read can be written, and read again as the same.
#include "harness/gate/baseline.hpp"

#include <algorithm>
#include <tuple>

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"
#include "harness/http/ascii.hpp"

namespace conform::fuzz {
namespace {

/// "known.toml:12: why"
bool has_place(std::string_view error, std::string_view path) {
  if (!error.starts_with(path) || !error.substr(path.size()).starts_with(':')) return false;
  error.remove_prefix(path.size() + 1);
  const auto end = error.find(": ");
  return end != std::string_view::npos && end > 0 && end + 2 < error.size() &&
         std::all_of(error.begin(), error.begin() + static_cast<std::ptrdiff_t>(end),
                     http::is_digit);
}

bool same(const BaselineEntry& a, const BaselineEntry& b) {
  return std::tie(a.id, a.reason, a.until, a.sometimes) ==
         std::tie(b.id, b.reason, b.until, b.sometimes);
}

void try_text(std::string_view text) {
  const std::string path = "known.toml";
  const auto baseline = parse_baseline(text, path);
  if (!baseline) return require(has_place(baseline.error(), path), "an error has a place");
  const auto& entries = baseline->entries;
  std::vector<std::string> ids;
  for (const auto& entry : entries) {
    require(!entry.id.empty() && !entry.reason.empty() && entry.line > 0,
            "a known failure has an id, a reason and a place");
    require(baseline->find(entry.id) == &entry, "each is found by its id");
    ids.push_back(entry.id);
  }
  require(!unknown_id(*baseline, ids), "each is known");
  require(entries.empty() || unknown_id(*baseline, {}).has_value(), "none is known");

  const auto written = baseline_text(entries);
  const auto again = parse_baseline(written, path);
  require(again.has_value(), "what is written can be read");
  require(std::equal(entries.begin(), entries.end(), again->entries.begin(), again->entries.end(),
                     [](const auto& one, const auto& other) { return same(one, other); }),
          "what is written and read again is the same");
  require(baseline_text(again->entries) == written, "it is written in the same way");
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
