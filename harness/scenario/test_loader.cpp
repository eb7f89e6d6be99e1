#include "harness/scenario/test_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/http/ascii.hpp"
#include "harness/scenario/body_loader.hpp"
#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/template_text.hpp"

namespace conform {
namespace {

// ---- status -------------------------------------------------------------------------------------

bool is_status(std::string_view text) {
  if (text == "closed") return true;
  if (text.size() != 3 || text[0] < '1' || text[0] > '5') return false;
  return text.ends_with("xx") || (http::is_digit(text[1]) && http::is_digit(text[2]));
}

std::optional<Template> load_status(const TomlValue& value, VariableScope& scope) {
  if (value.node().is_integer()) {
    const auto code = value.integer(100, 599);
    if (!code) return std::nullopt;
    return std::to_string(*code);
  }
  if (!value.node().is_string()) {
    value.report_type("a status (204, \"4xx\", \"{variable}\")");
    return std::nullopt;
  }
  auto text = value.text();
  if (text) check_status(*text, value, scope);
  return text;
}

// ---- one value ----------------------------------------------------------------------------------

using Op = ValueTest::Op;

struct OpKey {
  std::string_view key;
  Op op;
};

constexpr std::array op_keys{
    OpKey{"not", Op::not_equals},
    OpKey{"contains", Op::contains},
    OpKey{"not_contains", Op::not_contains},
    OpKey{"matches", Op::matches},
    OpKey{"one_of", Op::one_of},
    OpKey{"media_type", Op::media_type},
    OpKey{"no_case", Op::equals_no_case},
    OpKey{"greater_than", Op::greater_than},
    OpKey{"greater_number", Op::greater_number},
    OpKey{"at_least_number", Op::at_least_number},
};

constexpr std::string_view words_key = "means";

std::optional<Pattern> compiled(const Template& pattern, const TomlValue& value) {
  const auto variables = variables_in(pattern);
  // If it contains variables, the pattern is not known until it is used.
  if (!variables || !variables->empty()) return std::nullopt;
  const auto text = substitute(pattern, [](std::string_view) { return std::nullopt; });
  auto parsed = Pattern::parse(text.value_or(""));
  if (parsed) return *std::move(parsed);
  value.report(fmt::format("'{}' is no regular expression: {}", pattern, parsed.error()));
  return std::nullopt;
}

void check_number(const Template& text, const TomlValue& value) {
  const auto variables = variables_in(text);
  if (http::is_decimal(text) || !variables || !variables->empty()) return;
  value.report(fmt::format("'{}' is no number", text));
}

std::vector<Template> load_choices(const TomlValue& value, VariableScope& scope) {
  std::vector<Template> choices;
  const auto elements = value.list();
  if (!elements) return choices;
  if (elements->empty()) value.report(fmt::format("'{}' must not be empty", value.name()));
  for (const TomlValue& element : *elements) {
    if (auto choice = load_template(element, scope)) choices.push_back(*std::move(choice));
  }
  return choices;
}

std::vector<Template> load_number(const TomlValue& value, VariableScope& scope) {
  if (const auto* integer = value.node().as_integer()) return {std::to_string(integer->get())};
  auto text = load_template(value, scope);
  if (!text) return {};
  check_number(*text, value);
  return {*std::move(text)};
}

std::vector<Template> load_operands(Op op, const TomlValue& value, VariableScope& scope) {
  if (op == Op::one_of) return load_choices(value, scope);
  if (op == Op::greater_number || op == Op::at_least_number) return load_number(value, scope);
  auto text = load_template(value, scope);
  if (!text) return {};
  return {*std::move(text)};
}

ValueTest load_test(Op op, const TomlValue& value, VariableScope& scope) {
  ValueTest test{op, load_operands(op, value, scope)};
  if (op == Op::matches && !test.operands.empty()) {
    test.pattern = compiled(test.operands.front(), value);
  }
  return test;
}

std::vector<ValueTest> load_value_table(const TomlTable& table, VariableScope& scope) {
  allow_only(table, value_test_keys());
  std::vector<ValueTest> tests;
  std::string words;
  const auto entries = table.entries();
  for (const TomlEntry& entry : entries) {
    if (entry.key == words_key) words = entry.value.text().value_or("");
    const auto* const found = std::find_if(
        op_keys.begin(), op_keys.end(), [&](const OpKey& known) { return known.key == entry.key; });
    if (found != op_keys.end()) tests.push_back(load_test(found->op, entry.value, scope));
  }
  for (auto& test : tests) test.means = words;
  const bool asks_nothing = std::all_of(entries.begin(), entries.end(), [](const TomlEntry& entry) {
    return entry.key == words_key;
  });
  if (asks_nothing) table.report("a test that asks nothing");
  return tests;
}

// ---- bytes --------------------------------------------------------------------------------------

BodyTest load_body_table(const TomlTable& table, VariableScope& scope) {
  auto known = names_of(body_test_keys());
  for (const FormatKeys other :
       {hex_body_keys(), file_body_keys(), repeat_body_keys(), random_body_keys()})
    known.push_back(other.front().name);
  table.allow_only(known);
  BodyTest test;
  if (const auto value = table.find("contains")) test.contains = load_template(*value, scope);
  if (const auto value = table.find("not_contains"))
    test.not_contains = load_template(*value, scope);
  if (const auto value = table.find("length")) test.length = value->integer(0, any_integer);
  if (const auto value = table.find("lines")) {
    test.equals = BodyText{load_template(*value, scope).value_or("")};
    test.same_lines = true;
  }
  if (table.entries().empty()) table.report("a test that asks nothing");
  return test;
}

}  // namespace

std::vector<Template> load_statuses(const TomlValue& value, VariableScope& scope) {
  std::vector<Template> statuses;
  std::vector<TomlValue> values{value};
  if (value.node().is_array()) values = value.list().value_or(values);
  if (values.empty()) value.report("'status' must not be empty");
  for (const TomlValue& element : values) {
    if (auto status = load_status(element, scope)) statuses.push_back(*std::move(status));
  }
  return statuses;
}

void check_status(std::string_view text, const TomlValue& value, VariableScope& scope) {
  scope.use(text, value);
  const auto variables = variables_in(text);
  if (!variables || !variables->empty() || is_status(text)) return;
  value.report(
      fmt::format("invalid status '{}': write 204, \"4xx\", \"closed\" or \"{{variable}}\"", text));
}

std::vector<ValueTest> load_value_tests(const TomlValue& value, VariableScope& scope) {
  if (value.node().is_table()) return load_value_table(*value.table(), scope);
  if (value.node().is_array()) return {{Op::one_of, load_choices(value, scope)}};
  if (const auto* present = value.node().as_boolean()) {
    return {{present->get() ? Op::present : Op::absent, {}}};
  }
  if (!value.node().is_string()) {
    value.report_type("text, true, false, a list of texts, or a table of tests");
    return {};
  }
  return {{Op::equals, {load_template(value, scope).value_or("")}}};
}

std::optional<BodyTest> load_body_test(const TomlValue& value, ScenarioContext& context) {
  if (value.node().is_table()) {
    const auto table = value.table();
    if (table && !describes_bytes(*table)) return load_body_table(*table, context.variables);
  }
  auto body = load_body(value, context);
  if (!body) return std::nullopt;
  BodyTest test;
  test.equals = std::move(body);
  return test;
}

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
  if (const auto names = table->find("json_excludes")) {
    test.json_excludes = names->texts().value_or(test.json_excludes);
  }
  return test;
}

}  // namespace conform
