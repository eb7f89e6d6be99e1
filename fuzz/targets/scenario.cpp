// Suites written by users: any file is either loaded or rejected with the places of its errors.
#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"
#include "harness/scenario/describe.hpp"
#include "harness/scenario/loader.hpp"

namespace conform::fuzz {
namespace {

constexpr std::string_view requirements = R"(
[[requirement]]
id    = "5.2/append"
level = "must"
binds = "server"
text  = "An append is acknowledged."
[[requirement]]
id     = "5.8/sse"
level  = "should"
binds  = "server"
text   = "Events come."
ruling = "R2"
needs  = ["sse"]
)";

void try_text(std::string text) {
  const SuiteFolder folder{"suites",
                           {{"bodies/x", "\x01\xff"},
                            {"requirements.toml", std::string(requirements)},
                            {"suite.toml", std::move(text)}}};
  const auto catalogue = load({&folder, 1});
  if (!catalogue) {
    require(!catalogue.error().empty(), "a file that cannot be loaded has errors");
    for (const auto& error : catalogue.error()) {
      require(!error.message.empty() && error.place.file == "suites/suite.toml",
              "an error has a text and a place");
    }
    return;
  }
  for (const auto& suite : catalogue->suites) {
    for (const auto& scenario : suite.scenarios) {
      require(!scenario.id.empty() && !scenario.steps.empty(), "a scenario has an id and steps");
      require(!describe(scenario, catalogue->requirements).empty(), "a scenario can be described");
    }
  }
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
