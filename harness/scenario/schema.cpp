#include "harness/scenario/schema.hpp"

#include <initializer_list>
#include <nlohmann/json.hpp>

#include "harness/scenario/capability.hpp"
#include "harness/scenario/format_keys.hpp"

namespace conform {
namespace {

using Json = nlohmann::ordered_json;

Json shape_schema(Shape shape);

Json text_schema() {
  return {{"type", "string"}};
}

Json matching(std::string_view pattern) {
  return {{"type", "string"}, {"pattern", pattern}};
}

Json integer_schema(int least) {
  return {{"type", "integer"}, {"minimum", least}};
}

Json list_of(Json items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}

/// A table with arbitrary keys.
Json map_of(Json values) {
  return {{"type", "object"}, {"additionalProperties", std::move(values)}};
}

Json one_of(std::initializer_list<std::string_view> words) {
  return {{"enum", std::vector<std::string_view>(words)}};
}

Json any_of(std::vector<Json> schemas) {
  return {{"anyOf", std::move(schemas)}};
}

Json reference(std::string_view name) {
  return {{"$ref", "#/definitions/" + std::string(name)}};
}

Json key_schema(const FormatKey& key) {
  Json schema = shape_schema(key.shape);
  // Draft 7 ignores all siblings of $ref.
  if (schema.contains("$ref")) schema = {{"allOf", {schema}}};
  Json described = {{"description", key.meaning}};
  described.update(schema);
  return described;
}

Json table_of(FormatKeys keys) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const FormatKey& key : keys) {
    properties[std::string(key.name)] = key_schema(key);
    if (key.required) required.push_back(key.name);
  }
  Json table = {{"type", "object"}, {"additionalProperties", false}};
  if (!required.empty()) table["required"] = std::move(required);
  table["properties"] = std::move(properties);
  return table;
}

Json texts_schema() {
  return list_of(text_schema());
}

Json text_or_texts() {
  return any_of({text_schema(), texts_schema()});
}

Json bytes_schema() {
  return any_of({text_schema(), table_of(hex_body_keys()), table_of(file_body_keys()),
                 table_of(repeat_body_keys()), table_of(random_body_keys())});
}

Json body_parts_schema() {
  return any_of({reference("body"), list_of(any_of({reference("body"), table_of(hold_keys())}))});
}

Json body_test_schema() {
  return any_of({reference("body"), table_of(body_test_keys())});
}

Json value_test_schema() {
  return any_of(
      {text_schema(), {{"type", "boolean"}}, texts_schema(), table_of(value_test_keys())});
}

Json statuses_schema() {
  const Json status = any_of({{{"type", "integer"}, {"minimum", 100}, {"maximum", 599}},
                              matching("^([1-5]([0-9][0-9]|xx)|closed|.*\\{.*)$")});
  return any_of({status, list_of(status)});
}

Json cases_schema() {
  Json row = map_of(any_of({{{"type", {"string", "integer", "boolean"}}}, bytes_schema()}));
  row["properties"] = {
      {"case", {{"type", "string"}, {"description", "Names it in ids and titles"}}},
      {"step",
       {{"description", "Steps before those of the scenario"},
        {"type", "array"},
        {"items", reference("step")}}}};
  row["required"] = {"case"};
  return list_of(any_of({row, list_of(row)}));
}

void add_properties(std::span<const StepKey> keys, Json& properties) {
  for (const StepKey& step_key : keys) {
    properties[std::string(step_key.key.name)] = key_schema(step_key.key);
  }
}

Json names_for(std::string_view action, std::span<const StepKey> keys) {
  Json names = Json::array();
  for (const StepKey& step_key : keys) {
    if (has_word(step_key.actions, action)) names.push_back(step_key.key.name);
  }
  return names;
}

/// If a step has this action, which keys it and its `expect` may have.
Json rule_for(std::string_view action) {
  Json names = names_for(action, step_keys());
  names.insert(names.begin(), action);
  Json then = {{"propertyNames", {{"enum", std::move(names)}}}};
  if (Json expected = names_for(action, expect_keys()); !expected.empty()) {
    then["properties"] = {{"expect", {{"propertyNames", {{"enum", std::move(expected)}}}}}};
  }
  return {{"if", {{"required", {action}}}}, {"then", std::move(then)}};
}

/// A step, or a table without an action that continues the previous step.
Json step_schema() {
  Json properties = Json::object();
  Json rules = Json::array();
  for (const FormatKey& action : action_keys()) {
    properties[std::string(action.name)] = key_schema(action);
    rules.push_back(rule_for(action.name));
  }
  add_properties(step_keys(), properties);
  return {{"type", "object"},
          {"additionalProperties", false},
          {"minProperties", 1},
          {"properties", std::move(properties)},
          {"allOf", std::move(rules)}};
}

Json expectation_schema() {
  Json properties = Json::object();
  add_properties(expect_keys(), properties);
  return {{"type", "object"},
          {"additionalProperties", false},
          {"minProperties", 1},
          {"properties", std::move(properties)}};
}

Json capabilities_schema() {
  return list_of({{"enum", known_capabilities()}});
}

/// For values that are a word, a number or a list of these.
Json simple_schema(Shape shape) {
  switch (shape) {
    case Shape::name:
      return matching("^[a-z0-9._-]+$");
    case Shape::flag:
      return {{"const", true}};
    case Shape::boolean:
      return {{"type", "boolean"}};
    case Shape::count:
      return integer_schema(1);
    case Shape::number:
      return integer_schema(0);
    case Shape::duration:
      return matching("^([0-9]+(\\.[0-9]+)?(ms|s|m|h)|[{]delay[}])$");
    case Shape::texts:
      return texts_schema();
    case Shape::requirements:
      return list_of(matching("^[^/]+/.+$"));
    case Shape::capabilities:
      return capabilities_schema();
    case Shape::level:
      return one_of({"must", "should", "may"});
    case Shape::ruling:
      return matching("^R[0-9]+$");
    case Shape::binds:
      return one_of({"server", "client", "either"});
    case Shape::harm:
      return one_of({"data", "outage", "storage", "order", "other"});
    case Shape::request:
      return matching("^[^ ]+ .+$");
    case Shape::media_type:
      return any_of({text_schema(), {{"const", false}}});
    case Shape::new_connection:
      return one_of({"new"});
    case Shape::then:
      return one_of({"end", "hang_up", "reset"});
    case Shape::either_text_or_number:
      return any_of({text_schema(), integer_schema(0)});
    case Shape::json:
      return Json::object();
    default:
      return text_schema();
  }
}

Json shape_schema(Shape shape) {
  switch (shape) {
    case Shape::suite:
      return table_of(suite_keys());
    case Shape::scenarios:
      return list_of(table_of(scenario_keys()));
    case Shape::cases:
      return cases_schema();
    case Shape::steps:
      return list_of(reference("step"));
    case Shape::wait:
      return table_of(wait_keys());
    case Shape::sweep:
      return table_of(sweep_keys());
    case Shape::answer:
      return table_of(answer_keys());
    case Shape::expectation:
      return reference("expectation");
    case Shape::elapsed:
      return table_of(elapsed_keys());
    case Shape::events:
      return list_of(reference("event"));
    case Shape::sections:
      return list_of(table_of(section_keys()));
    case Shape::requirement_tables:
      return list_of(table_of(requirement_keys()));
    case Shape::rulings:
      return list_of(table_of(ruling_keys()));
    case Shape::fields:
      return map_of(text_or_texts());
    case Shape::saves:
      return map_of(text_schema());
    case Shape::body:
      return reference("body");
    case Shape::body_parts:
      return body_parts_schema();
    case Shape::body_test:
      return reference("body_test");
    case Shape::statuses:
      return reference("statuses");
    case Shape::status_counts:
      return map_of(integer_schema(0));
    case Shape::value_tests:
      return map_of(reference("value_test"));
    case Shape::until:
      return any_of({one_of({"sent"}), reference("event")});
    default:
      return simple_schema(shape);
  }
}

Json titled(std::string_view title, const Json& table) {
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
  schema.update(table);
  return schema;
}

}  // namespace

std::string suite_schema() {
  Json schema = titled("A suite of conform", table_of(file_keys()));
  schema["definitions"] = {{"step", step_schema()},
                           {"expectation", expectation_schema()},
                           {"event", table_of(event_test_keys())},
                           {"body", bytes_schema()},
                           {"body_test", body_test_schema()},
                           {"statuses", statuses_schema()},
                           {"value_test", value_test_schema()}};
  return schema.dump(2) + "\n";
}

std::string requirements_schema() {
  return titled("Requirements of conform", table_of(requirements_file_keys())).dump(2) + "\n";
}

}  // namespace conform
