#include "harness/scenario/case_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "harness/scenario/body_bytes.hpp"
#include "harness/scenario/body_loader.hpp"

namespace conform {
namespace {

/// A larger value would be kept once for each case; `{letters:N}` is made when it is used.
constexpr std::size_t max_cell_bytes = std::size_t{1} << 20U;

std::string load_case_name(const TomlTable& table) {
  const auto value = table.find("case");
  std::string name = table.require_text("case");
  const bool has_control = std::any_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
  });
  if (value && (has_control || name.find_first_of("[]") != std::string::npos)) {
    value->report(fmt::format("the case '{}' contains a bracket or a control character", name));
  }
  return name;
}

/// A template whose value is exactly these bytes.
Template literal(std::string_view bytes) {
  Template text;
  for (const char c : bytes) text.append(c == '{' ? 2 : 1, c);
  return text;
}

Template load_bytes(const TomlValue& value, const ScenarioContext& suite) {
  // The value may use streams and times, but neither saved values nor other cells of the row.
  ScenarioContext context{suite.folder, suite.requirements, {}, {}, VariableScope({}), {}};
  context.variables.begin_step(true);
  const auto body = load_body(value, context);
  if (!body) return {};
  const auto as_it_is = [](std::string_view text) { return std::string(text); };
  std::string bytes = body_bytes(*body, as_it_is);
  if (bytes.size() > max_cell_bytes) {
    value.report(fmt::format("a value of {} bytes is too large for a case: at most {}",
                             bytes.size(), max_cell_bytes));
    return {};
  }
  const bool is_template =
      std::holds_alternative<BodyText>(*body) || std::holds_alternative<BodyRepeat>(*body);
  return is_template ? bytes : literal(bytes);
}

Template load_cell(const TomlValue& value, const ScenarioContext& context) {
  if (const auto* integer = value.node().as_integer()) return std::to_string(integer->get());
  if (const auto* boolean = value.node().as_boolean()) return boolean->get() ? "true" : "false";
  const auto table = value.node().is_table() ? value.table() : std::nullopt;
  if (value.node().is_string() || (table && describes_bytes(*table))) {
    return load_bytes(value, context);
  }
  value.report_type("text, an integer, true, false or a body ('hex', 'file', 'repeat', 'random')");
  return {};
}

CaseRow load_row(const TomlTable& table, const ScenarioContext& context) {
  CaseRow row{{load_case_name(table), {}}, {}};
  for (const TomlEntry& entry : table.entries()) {
    if (entry.key == "case") continue;
    if (entry.key == "step") {
      row.steps.push_back(entry.value);
    } else if (const auto problem = name_problem(entry.key)) {
      table.report(entry.key_place, *problem);
    } else {
      row.cells.variables.emplace(entry.key, load_cell(entry.value, context));
    }
  }
  return row;
}

std::vector<CaseRow> load_list(const std::vector<TomlValue>& elements, const TomlValue& value,
                               const ScenarioContext& context) {
  std::vector<CaseRow> rows;
  if (elements.empty()) value.report("'cases' must not be empty");
  std::set<std::string> names;
  for (const TomlValue& element : elements) {
    const auto table = element.table();
    if (!table) continue;
    rows.push_back(load_row(*table, context));
    if (!names.insert(rows.back().cells.name).second) {
      table->report(fmt::format("duplicate case '{}'", rows.back().cells.name));
    }
  }
  return rows;
}

CaseRow combined(CaseRow row, const CaseRow& other, const TomlValue& value) {
  row.cells.name += ", " + other.cells.name;
  for (const auto& [name, cell] : other.cells.variables) {
    if (!row.cells.variables.emplace(name, cell).second) {
      value.report(fmt::format("two lists of cases set the variable '{}'", name));
    }
  }
  row.steps.insert(row.steps.end(), other.steps.begin(), other.steps.end());
  return row;
}

std::vector<CaseRow> combined(const std::vector<CaseRow>& rows, const std::vector<CaseRow>& others,
                              const TomlValue& value) {
  std::vector<CaseRow> all;
  for (const CaseRow& row : rows) {
    for (const CaseRow& other : others) all.push_back(combined(row, other, value));
  }
  return all;
}

}  // namespace

std::vector<CaseRow> load_case_rows(const TomlValue& value, const ScenarioContext& context) {
  const auto elements = value.list();
  if (!elements) return {};
  const bool several = !elements->empty() && elements->front().node().is_array();
  if (!several) return load_list(*elements, value, context);
  std::vector<CaseRow> rows;
  for (const TomlValue& element : *elements) {
    const auto list = element.list();
    if (!list) continue;
    auto more = load_list(*list, element, context);
    rows = rows.empty() ? std::move(more) : combined(rows, more, element);
  }
  return rows;
}

}  // namespace conform
