#include "harness/scenario/event_test_loader.hpp"

#include "harness/scenario/body_test_loader.hpp"
#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/json_loader.hpp"

namespace conform {

std::optional<EventTest> load_event_test(const TomlValue& value, ScenarioContext& context) {
  const auto table = value.table();
  if (!table) return std::nullopt;
  allow_only(*table, event_test_keys());
  EventTest test;
  if (const auto type = table->require("event")) {
    test.type = load_template(*type, context.variables).value_or("");
  }
  if (const auto data = table->find("data")) test.data = load_body_test(*data, context);
  if (const auto json = table->find("json")) test.json = load_json(*json, context.variables);
  if (const auto json = table->find("json_includes")) {
    test.json_includes = load_json(*json, context.variables);
  }
  if (const auto lacks = table->find("json_lacks")) {
    test.json_lacks = lacks->texts().value_or(test.json_lacks);
  }
  return test;
}

}  // namespace conform
