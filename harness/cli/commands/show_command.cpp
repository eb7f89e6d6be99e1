#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/judge/client/client_judge.hpp"
#include "harness/run/selection.hpp"
#include "harness/scenario/describe.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

/// The section of the protocol.
void show_source(const Requirement& requirement, const Catalogue& catalogue) {
  const auto section =
      std::find_if(catalogue.sections.begin(), catalogue.sections.end(),
                   [&](const Section& one) { return one.id == requirement.section(); });
  if (section == catalogue.sections.end()) return;
  fmt::print("  section {}, {}", section->id, section->title);
  if (!requirement.quote.empty()) fmt::print(": \"{}\"", requirement.quote);
  fmt::print("\n");
  if (!section->url.empty()) fmt::print("  {}\n", section->url);
}

void show_requirement(const Requirement& requirement, const Catalogue& catalogue) {
  fmt::print("{}  ({}, binds the {})\n  {}\n", requirement.id, to_string(requirement.level),
             to_string(requirement.binds), requirement.text);
  show_source(requirement, catalogue);
  if (!requirement.ruling.empty()) fmt::print("  decided by ruling {}\n", requirement.ruling);
  if (requirement.excused) fmt::print("  not testable: {}\n", *requirement.excused);
  const auto proves = [&](const std::vector<std::string>& ids) {
    return std::find(ids.begin(), ids.end(), requirement.id) != ids.end();
  };
  for (const auto& suite : catalogue.suites) {
    for (const auto& scenario : suite.scenarios) {
      if (proves(scenario.proves)) fmt::print("  tested by {}: {}\n", scenario.id, scenario.title);
    }
  }
  for (const auto& rule : rule_infos()) {
    if (rule.requirement == requirement.id)
      fmt::print("  checked by {}: {}\n", rule.id, rule.title);
  }
  for (const auto& rule : client_rule_infos()) {
    if (rule.requirement == requirement.id)
      fmt::print("  checked by 'conform monitor', {}: {}\n", rule.id, rule.title);
  }
}

bool show_rule(const std::string& id) {
  for (const auto& rule : rule_infos()) {
    if (rule.id != id) continue;
    fmt::print("{}  ({})\n  {}\n  proves {}, on every exchange of a run\n", rule.id,
               to_string(rule.level), rule.title, rule.requirement);
    return true;
  }
  for (const auto& rule : client_rule_infos()) {
    if (rule.id != id) continue;
    fmt::print(
        "{}  ({}, binds the client)\n  {}\n  proves {}, on the traffic of 'conform monitor'\n",
        rule.id, to_string(rule.level), rule.title, rule.requirement);
    return true;
  }
  return false;
}

std::vector<std::string_view> all_ids(const Catalogue& catalogue) {
  std::vector<std::string_view> ids;
  for (const auto& suite : catalogue.suites) {
    for (const auto& scenario : suite.scenarios) ids.push_back(scenario.id);
  }
  for (const auto& requirement : catalogue.requirements) ids.push_back(requirement.id);
  return ids;
}

int show_command(const Settings& settings) {
  const std::string& id = settings.id;
  const auto catalogue = load_catalogue(settings.suites, settings.tested_protocol());
  if (!catalogue) return fail(exit_status::usage, catalogue.error());
  bool shown = show_rule(id);
  for (const auto& requirement : catalogue->requirements) {
    if (requirement.id != id) continue;
    show_requirement(requirement, *catalogue);
    shown = true;
  }
  for (const auto& suite : catalogue->suites) {
    for (const auto& scenario : suite.scenarios) {
      if (!glob_matches(id, scenario.id)) continue;
      fmt::print("{}{}", shown ? "\n" : "", describe(scenario, catalogue->requirements));
      shown = true;
    }
  }
  if (shown) return exit_status::conformant;
  return fail(exit_status::usage,
              unknown("scenario, rule or requirement", id, all_ids(*catalogue)));
}

}  // namespace

Command add_show(CLI::App& program) {
  return add_command(program, "show", "Explain a scenario, a rule or a requirement", show_command);
}

}  // namespace conform
