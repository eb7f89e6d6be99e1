// Saved results: any file is either read or rejected with an error; results that are read and saved
// again are the same.
#include "reports/saved/saved_run.hpp"

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"
#include "reports/formats/json.hpp"
#include "reports/text/clean.hpp"

namespace conform::fuzz {
namespace {

std::string saved(const reports::Run& run) {
  reports::Json report;
  reports::emit(run, [&](const reports::Entry& entry) { report.on(entry); });
  return report.text();
}

void try_text(std::string_view text) {
  const reports::Context context;
  const auto run = reports::run_from(text, context);
  if (!run) {
    require(!run.error().empty(), "an error has a text");
    require(reports::clean_line(run.error()) == run.error(), "the text has no control characters");
    return;
  }
  const auto once = saved(*run);
  const auto again = reports::run_from(once, context);
  require(again && saved(*again) == once, "what is saved and read again is the same");
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
