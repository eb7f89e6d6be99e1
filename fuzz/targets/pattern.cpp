// Regular expressions of suites: any is either refused with a reason or matches in bounded time.
// The expression ends at the first line end; the rest is the value.
#include "harness/scenario/pattern.hpp"

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"

namespace conform::fuzz {
namespace {

void try_text(std::string_view text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto pattern = Pattern::parse(text.substr(0, end));
  if (!pattern) return require(!pattern.error().empty(), "an error has a reason");
  text.remove_prefix(std::min(end + 1, text.size()));
  const bool first = pattern->matches(text);
  require(pattern->matches(text) == first, "the same value is judged in the same way");
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
