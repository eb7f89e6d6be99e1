#include "harness/cli/shell/completion_values.hpp"

#include <array>
#include <string_view>

namespace conform {
namespace {

struct ByName {
  std::string_view name;
  CompletionValues values;
};

/// Where the name says more than the word for the value.
const std::array<ByName, 9>& named() {
  static const std::array<ByName, 9> all{{
      {"--suite", {Values::suites, {}, true}},
      {"--only", {Values::scenarios, {}, true}},
      {"--skip", {Values::scenarios, {}, true}},
      {"--defect", {Values::defects}},
      {"--level", {Values::words, {"must", "should", "may"}}},
      {"--fail-on", {Values::words, {"must", "should"}}},
      {"id", {Values::everything}},
      {"what", {Values::words, {"suites", "scenarios", "requirements"}}},
      {"shell", {Values::words, {"bash", "zsh", "fish"}}},
  }};
  return all;
}

}  // namespace

CompletionValues values_of(const OutlineOption& option) {
  for (const auto& one : named()) {
    if (one.name == option.name()) return one.values;
  }
  if (option.positional || option.value == "FILE" || option.value == "PATH") {
    return {Values::files};
  }
  if (option.value == "DIR") return {Values::folders};
  return {option.value.empty() ? Values::none : Values::free};
}

}  // namespace conform
