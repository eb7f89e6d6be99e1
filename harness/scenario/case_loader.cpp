#include "harness/scenario/case_loader.hpp"

#include <fmt/format.h>

#include <set>

namespace conform {
namespace {

std::string load_case_name(const TomlTable& table) {
  const auto value = table.find("case");
  std::string name = table.require_text("case");
  if (value && name.find_first_of("[]\r\n\t") != std::string::npos) {
    value->report(fmt::format("the case '{}' holds a bracket or a control character", name));
  }
  return name;
}

Template load_case_value(const TomlValue& value) {
  if (const auto* integer = value.node().as_integer()) return std::to_string(integer->get());
  if (const auto* boolean = value.node().as_boolean()) return boolean->get() ? "true" : "false";
  if (!value.node().is_string()) {
    value.report_type("text, an integer, true or false");
    return {};
  }
  // The value may name streams and times, but neither saved values nor other cells of the row.
  VariableScope only_builtins{{}};
  only_builtins.begin_step(true);
  return load_template(value, only_builtins).value_or("");
}

Case load_case(const TomlTable& table) {
  Case row{load_case_name(table), {}};
  for (const TomlEntry& entry : table.entries()) {
    if (entry.key == "case") continue;
    if (const auto problem = name_problem(entry.key)) {
      table.report(entry.key_place, *problem);
      continue;
    }
    row.variables.emplace(entry.key, load_case_value(entry.value));
  }
  return row;
}

}  // namespace

std::vector<Case> load_cases(const TomlValue& value) {
  std::vector<Case> cases;
  const auto elements = value.list();
  if (!elements) return cases;
  if (elements->empty()) value.report("'cases' must not be empty");
  std::set<std::string> names;
  for (const TomlValue& element : *elements) {
    const auto table = element.table();
    if (!table) continue;
    cases.push_back(load_case(*table));
    if (!names.insert(cases.back().name).second) {
      table->report(fmt::format("there is a case '{}' already", cases.back().name));
    }
  }
  return cases;
}

}  // namespace conform
