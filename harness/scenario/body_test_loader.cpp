#include "harness/scenario/body_test_loader.hpp"

#include "harness/scenario/body_loader.hpp"
#include "harness/scenario/format_keys.hpp"

namespace conform {
namespace {

BodyTest load_table(const TomlTable& table, VariableScope& scope) {
  auto known = names_of(body_test_keys());
  for (const FormatKeys other :
       {hex_body_keys(), file_body_keys(), repeat_body_keys(), random_body_keys()})
    known.push_back(other.front().name);
  table.allow_only(known);
  BodyTest test;
  if (const auto value = table.find("contains")) test.contains = load_template(*value, scope);
  if (const auto value = table.find("not_contains")) test.lacks = load_template(*value, scope);
  if (const auto value = table.find("length")) test.length = value->integer(0, any_integer);
  if (const auto value = table.find("lines")) {
    test.equals = BodyText{load_template(*value, scope).value_or("")};
    test.same_lines = true;
  }
  if (table.entries().empty()) table.report("a test that asks nothing");
  return test;
}

}  // namespace

std::optional<BodyTest> load_body_test(const TomlValue& value, ScenarioContext& context) {
  if (value.node().is_table()) {
    const auto table = value.table();
    if (table && !describes_bytes(*table)) return load_table(*table, context.variables);
  }
  auto body = load_body(value, context);
  if (!body) return std::nullopt;
  BodyTest test;
  test.equals = std::move(body);
  return test;
}

}  // namespace conform
