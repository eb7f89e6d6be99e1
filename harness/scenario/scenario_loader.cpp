#include "harness/scenario/scenario_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "harness/scenario/case_loader.hpp"
#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/needs.hpp"
#include "harness/scenario/step_loader.hpp"
#include "harness/scenario/sweep_loader.hpp"

namespace conform {
namespace {

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
  scenario.is_slow = table.contains("slow");
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

std::string numbered(std::string name, std::uint64_t number) {
  if (const auto mark = name.find('*'); mark != std::string::npos) {
    name.replace(mark, 1, std::to_string(number));
  }
  return name;
}

/// One of the copies of a step.
Step copy_of(Step step, std::uint64_t number) {
  step.label = numbered(std::move(step.label), number);
  if (auto* await = std::get_if<AwaitStep>(&step.action))
    await->name = numbered(await->name, number);
  if (auto* hang_up = std::get_if<HangUpStep>(&step.action)) {
    hang_up->name = numbered(hang_up->name, number);
  }
  return step;
}

void load_copies(const TomlTable& table, ScenarioContext& context, std::vector<Step>& steps) {
  constexpr std::uint64_t most = 1000;
  const auto step = load_step(table, context);
  const auto copies = table.find("copies");
  const auto count = copies ? copies->integer(1, most).value_or(0) : 0;
  if (step && !copies) steps.push_back(*step);
  for (std::uint64_t number = 1; step && number <= count; ++number) {
    steps.push_back(copy_of(*step, number));
  }
}

void load_steps(const std::optional<TomlValue>& list, ScenarioContext& context,
                std::vector<Step>& steps) {
  const auto elements = list ? list->list() : std::nullopt;
  if (!elements) return;
  for (const TomlValue& element : *elements) {
    if (const auto fields = element.table()) load_copies(*fields, context, steps);
  }
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

Scenario of_case(const Scenario& scenario, const Case& row) {
  Scenario one = scenario;
  one.id = fmt::format("{}[{}]", scenario.id, row.name);
  one.title = fmt::format("{}: {}", scenario.title, row.name);
  one.variables = row.variables;
  one.uses_hook = scenario.uses_hook || uses_hook(row);
  return one;
}

/// Loads the steps of a scenario: once for all cases, or once for each list of steps that cases
/// put before them.
class Cases {
 public:
  Cases(const TomlTable& table, const SuiteContext& suite, Scenario scenario)
      : table_(table), suite_(suite), scenario_(std::move(scenario)) {
    (void)table.require("step");
    if (const auto value = table.find("cases")) rows_ = load_case_rows(*value, context({}));
  }

  [[nodiscard]] std::vector<Scenario> load() {
    std::vector<Scenario> scenarios;
    std::map<std::vector<Place>, Scenario> loaded;
    for (const CaseRow& row : rows_) {
      const auto [known, is_new] = loaded.try_emplace(places_of(row));
      if (is_new) known->second = with_steps(row);
      scenarios.push_back(of_case(known->second, row.cells));
    }
    if (rows_.empty()) scenarios.push_back(with_steps({}));
    report_unused();
    return scenarios;
  }

  /// Whether a step waits for the delay of the sweep.
  [[nodiscard]] bool use_sweep() const { return uses_sweep_; }

 private:
  static std::vector<Place> places_of(const CaseRow& row) {
    std::vector<Place> places;
    for (const TomlValue& steps : row.steps) places.push_back(steps.place());
    return places;
  }

  [[nodiscard]] ScenarioContext context(std::vector<Case> cases) const {
    return {suite_.folder,
            suite_.requirements,
            suite_.type,
            scenario_.proves,
            VariableScope(std::move(cases)),
            {},
            scenario_.sweep};
  }

  /// The scenario with the steps of this row and of all rows that share them.
  Scenario with_steps(const CaseRow& row) {
    std::vector<Case> sharing;
    for (const CaseRow& other : rows_) {
      if (places_of(other) == places_of(row)) sharing.push_back(other.cells);
    }
    auto scope = context(std::move(sharing));
    Scenario scenario = scenario_;
    std::vector<Step> steps;
    for (const TomlValue& before : row.steps) load_steps(before, scope, steps);
    load_steps(table_.find("step"), scope, steps);
    check_steps(steps, table_);
    steps.shrink_to_fit();
    scenario.steps = std::move(steps);
    if (const auto observe = table_.find("observe")) {
      scenario.observe = load_template(*observe, scope.variables).value_or("");
    }
    scenario.uses_hook = scope.variables.mentions_any_hook();
    scope.variables.report_unused_saves();
    used_.merge(scope.variables.used_cells());
    uses_sweep_ = uses_sweep_ || scope.uses_sweep;
    return scenario;
  }

  void report_unused() const {
    std::set<std::string> reported = used_;
    for (const CaseRow& row : rows_) {
      for (const auto& [name, value] : row.cells.variables) {
        if (!reported.insert(name).second) continue;
        table_.find("cases")->report(fmt::format("the cases set '{}' and no step uses it", name));
      }
    }
  }

  const TomlTable& table_;
  const SuiteContext& suite_;
  Scenario scenario_;
  std::vector<CaseRow> rows_;
  std::set<std::string> used_;  ///< variables of cases that some step uses
  bool uses_sweep_ = false;
};

}  // namespace

std::vector<Scenario> load_scenarios(const TomlTable& table, const SuiteContext& suite) {
  allow_only(table, scenario_keys());
  Scenario scenario = load_head(table, suite);
  const auto sweep = table.find("sweep");
  if (sweep) scenario.sweep = load_sweep(*sweep);
  Cases cases(table, suite, std::move(scenario));
  auto scenarios = cases.load();
  if (sweep && !cases.use_sweep()) sweep->report("no step waits for its {delay}");
  add_needs(scenarios, table.find("needs_not"));
  return scenarios;
}

}  // namespace conform
