#include "harness/scenario/scenario_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/needs.hpp"
#include "harness/scenario/step_loader.hpp"

namespace conform {
namespace {

std::string load_case_name(const TomlTable& table) {
  const auto value = table.find("case");
  std::string name = table.require_text("case");
  if (value && name.find_first_of("[]\r\n\t") != std::string::npos) {
    value->report(fmt::format("the case '{}' contains a bracket or a control character", name));
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
  // The value may use streams and times, but neither saved values nor other cells of the row.
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
      table->report(fmt::format("duplicate case '{}'", cases.back().name));
    }
  }
  return cases;
}

void check_prefix(const std::string& id, const std::string& suite, const TomlTable& table) {
  const std::string prefix = suite + ".";
  if (id.empty() || suite.empty() || (id.starts_with(prefix) && id.size() > prefix.size())) return;
  if (const auto value = table.find("id")) {
    value->report(fmt::format("the id '{}' must begin with '{}'", id, prefix));
  }
}

/// The strongest level among the requirements.
Level strongest(const std::vector<std::string>& proves, const RequirementIndex& requirements) {
  Level level = Level::may;
  for (const std::string& id : proves) {
    const Requirement* requirement = requirements.find(id);
    if (requirement != nullptr) level = std::max(level, requirement->level);
  }
  return level;
}

std::vector<std::string> merged(std::vector<std::string> first,
                                const std::vector<std::string>& second) {
  for (const std::string& name : second) {
    if (std::find(first.begin(), first.end(), name) == first.end()) first.push_back(name);
  }
  return first;
}

/// A scenario must cover a requirement, or observe what the protocol leaves open. In a folder
/// without requirements, a title is enough.
void load_purpose(const TomlTable& table, const SuiteContext& suite, Scenario& scenario) {
  const auto proves = table.find("proves");
  if (table.contains("observe")) {
    if (proves) {
      proves->report(
          "'observe' and 'proves' cannot be combined: an observation has no pass or fail");
    }
    return;
  }
  if (proves) {
    scenario.proves = load_proves(*proves, suite.requirements);
  } else if (suite.folder.find(requirements_file) != nullptr) {
    (void)table.require("proves");
  }
}

Scenario load_head(const TomlTable& table, const SuiteContext& suite) {
  Scenario scenario;
  scenario.place = table.place();
  scenario.suite = suite.suite;
  scenario.id = load_id(table);
  check_prefix(scenario.id, suite.suite, table);
  scenario.title = table.require_text("title");
  scenario.why = table.text_or_empty("why");
  scenario.ruling = load_ruling(table);
  scenario.idle = table.text_or_empty("idle");
  scenario.shows = table.text_or_empty("shows");
  if (const auto keeps = table.find("keeps"))
    scenario.keeps = keeps->texts().value_or(scenario.keeps);
  load_purpose(table, suite, scenario);
  const bool demands_its_title = scenario.proves.empty() && !table.contains("observe");
  scenario.level = demands_its_title ? Level::must : strongest(scenario.proves, suite.requirements);
  if (const auto level = table.find("level")) {
    scenario.level = load_level(*level).value_or(scenario.level);
  }
  scenario.needs = suite.needs;
  if (const auto needs = table.find("needs")) {
    scenario.needs = merged(std::move(scenario.needs), load_needs(*needs));
  }
  return scenario;
}

std::vector<Step> load_steps(const TomlTable& table, ScenarioContext& context) {
  std::vector<Step> steps;
  const auto list = table.require("step");
  const auto elements = list ? list->list() : std::nullopt;
  if (!elements) return steps;
  for (const TomlValue& element : *elements) {
    const auto fields = element.table();
    if (!fields) continue;
    if (auto step = load_step(*fields, context)) steps.push_back(*std::move(step));
  }
  return steps;
}

void check_steps(const std::vector<Step>& steps, const TomlTable& table) {
  if (steps.empty()) return;
  if (std::holds_alternative<WaitStep>(steps.back().action)) {
    table.report(steps.back().place, "the last step cannot be a 'wait'");
  }
  const bool tested = std::any_of(steps.begin(), steps.end(), [](const Step& step) {
    return expects(step) || step.tests || !step.proves.empty();
  });
  if (!tested && !table.contains("observe"))
    table.report("no step is under test: one must have an 'expect'");
}

bool uses_hook(const Case& row) {
  return std::any_of(row.variables.begin(), row.variables.end(), [](const auto& variable) {
    return variable.second.find("{hook") != std::string::npos;
  });
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Capabilities implied by the steps are added, except those in `needs_not`.
void add_needs(std::vector<Scenario>& scenarios, const std::optional<TomlValue>& needs_not) {
  const auto excepted = needs_not ? load_needs(*needs_not) : std::vector<std::string>{};
  std::vector<std::string> all_implied;
  for (Scenario& scenario : scenarios) {
    auto implied = needs_of(scenario);
    all_implied = merged(std::move(all_implied), implied);
    std::erase_if(implied, [&](const std::string& name) { return holds(excepted, name); });
    scenario.needs = merged(std::move(scenario.needs), implied);
  }
  for (const auto& name : excepted) {
    if (holds(all_implied, name)) continue;
    needs_not->report(fmt::format("'{}' does not follow from the steps: remove it", name));
  }
}

/// One scenario per case, or the scenario itself if there are no cases.
std::vector<Scenario> expand(const Scenario& scenario, const std::vector<Case>& cases) {
  if (cases.empty()) return {scenario};
  std::vector<Scenario> scenarios;
  for (const Case& row : cases) {
    scenarios.push_back(scenario);
    scenarios.back().id = fmt::format("{}[{}]", scenario.id, row.name);
    scenarios.back().title = fmt::format("{}: {}", scenario.title, row.name);
    scenarios.back().variables = row.variables;
    scenarios.back().uses_hook = scenario.uses_hook || uses_hook(row);
  }
  return scenarios;
}

}  // namespace

std::vector<Scenario> load_scenarios(const TomlTable& table, const SuiteContext& suite) {
  allow_only(table, scenario_keys());
  Scenario scenario = load_head(table, suite);
  const auto value = table.find("cases");
  const std::vector<Case> cases = value ? load_cases(*value) : std::vector<Case>{};
  ScenarioContext context{suite.folder,    suite.requirements,   suite.type,
                          scenario.proves, VariableScope(cases), {}};
  scenario.steps = load_steps(table, context);
  check_steps(scenario.steps, table);
  if (const auto observe = table.find("observe")) {
    scenario.observe = load_template(*observe, context.variables).value_or("");
  }
  scenario.uses_hook = context.variables.mentions_any_hook();
  context.variables.report_unused(table);
  auto scenarios = expand(scenario, cases);
  add_needs(scenarios, table.find("needs_not"));
  return scenarios;
}

}  // namespace conform
