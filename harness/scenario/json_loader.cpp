#include "harness/scenario/json_loader.hpp"

#include <cmath>

namespace conform {
namespace {

std::optional<JsonTemplate> load_object(const TomlTable& table, VariableScope& scope) {
  auto object = JsonTemplate::object();
  bool complete = true;
  for (const TomlEntry& entry : table.entries()) {
    auto member = load_json(entry.value, scope);
    complete = complete && member.has_value();
    if (member) object[entry.key] = *std::move(member);
  }
  if (!complete) return std::nullopt;
  return object;
}

std::optional<JsonTemplate> load_array(const std::vector<TomlValue>& elements,
                                       VariableScope& scope) {
  auto array = JsonTemplate::array();
  bool complete = true;
  for (const TomlValue& element : elements) {
    auto value = load_json(element, scope);
    complete = complete && value.has_value();
    if (value) array.push_back(*std::move(value));
  }
  if (!complete) return std::nullopt;
  return array;
}

std::optional<JsonTemplate> load_number(const TomlValue& value) {
  if (const auto* integer = value.node().as_integer()) return JsonTemplate(integer->get());
  const auto* fraction = value.node().as_floating_point();
  if (fraction != nullptr && std::isfinite(fraction->get())) return JsonTemplate(fraction->get());
  value.report_type("something that JSON has (text, number, true or false, list, table)");
  return std::nullopt;
}

}  // namespace

std::optional<JsonTemplate> load_json(const TomlValue& value, VariableScope& scope) {
  if (value.node().is_table()) return load_object(*value.table(), scope);
  if (value.node().is_array()) return load_array(*value.list(), scope);
  if (value.node().is_boolean()) return JsonTemplate(value.node().as_boolean()->get());
  if (value.node().is_string()) {
    const auto text = load_template(value, scope);
    return JsonTemplate(text.value_or(""));
  }
  return load_number(value);
}

}  // namespace conform
