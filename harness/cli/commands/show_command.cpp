#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/output.hpp"
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
  print_out("  section {}, {}", section->id, section->title);
  if (!requirement.quote.empty()) print_out(": \"{}\"", requirement.quote);
  print_out("\n");
  if (!section->url.empty()) print_out("  {}\n", section->url);
}

void show_requirement(const Requirement& requirement, const Catalogue& catalogue) {
  print_out("{}  ({}, binds the {})\n  {}\n", requirement.id, to_string(requirement.level),
            to_string(requirement.binds), requirement.text);
  show_source(requirement, catalogue);
  if (!requirement.ruling.empty()) print_out("  decided by ruling {}\n", requirement.ruling);
  if (requirement.excused) print_out("  not testable: {}\n", *requirement.excused);
  const auto proves = [&](const std::vector<std::string>& ids) {
    return std::find(ids.begin(), ids.end(), requirement.id) != ids.end();
  };
  for (const auto& suite : catalogue.suites) {
    for (const auto& scenario : suite.scenarios) {
      if (proves(scenario.proves)) print_out("  tested by {}: {}\n", scenario.id, scenario.title);
    }
  }
  for (const auto& rule : rule_infos()) {
    if (rule.requirement == requirement.id) print_out("  checked by {}: {}\n", rule.id, rule.title);
  }
  for (const auto& rule : client_rule_infos()) {
    if (rule.requirement == requirement.id)
      print_out("  checked by 'conform monitor', {}: {}\n", rule.id, rule.title);
  }
}

bool show_rule(const std::string& id) {
  for (const auto& rule : rule_infos()) {
    if (rule.id != id) continue;
    print_out("{}  ({})\n  {}\n  proves {}, on every exchange of a run\n", rule.id,
              to_string(rule.level), rule.title, rule.requirement);
    return true;
  }
  for (const auto& rule : client_rule_infos()) {
    if (rule.id != id) continue;
    print_out(
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
      print_out("{}{}", shown ? "\n" : "", describe(scenario, catalogue->requirements));
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
