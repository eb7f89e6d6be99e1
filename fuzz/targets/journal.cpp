// Journals: what is parsed can be written, and parsed again to the same result.
#include "harness/exchange/journal.hpp"

#include <sstream>

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"

namespace conform::fuzz {
namespace {

void try_text(std::string text) {
  std::istringstream in(std::move(text));
  const auto journal = read_journal(in);
  if (!journal) {
    require(journal.error().starts_with("line "), "an error has a place");
    return;
  }
  for (const auto& exchange : *journal) {
    const auto line = journal_line(exchange);
    require(line.find('\n') == std::string::npos, "a line is one line");
    const auto again = parse_journal_line(line);
    require(again && journal_line(*again) == line, "what is written and read again is the same");
    require(again->elapsed() == exchange.elapsed(), "times are kept");
  }
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
