#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/output.hpp"
#include "harness/scenario/ledger.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

using nlohmann::ordered_json;

/// What to list: the catalogue and the rules, as selected.
struct Listing {
  Catalogue catalogue;
  std::vector<RuleInfo> rules;
};

Expected<Listing, std::string> listing_of(const Settings& settings) {
  auto catalogue = load_catalogue(settings.suites, settings.tested_protocol());
  if (!catalogue) return unexpected(catalogue.error());
  const auto selection = selection_of(settings);
  Listing listing{*std::move(catalogue), rules_of(settings.tested_protocol())};
  const auto selected = select(listing.catalogue, listing.rules, selection);
  if (!selected) return unexpected(selected.error());
  std::set<std::string> ids(selected->rules.begin(), selected->rules.end());
  if (!selected->only_rules) {
    for (const auto* scenario : selected->scenarios) ids.insert(scenario->id);
  }
  const auto is_left_out = [&](const auto& one) { return ids.count(one.id) == 0; };
  for (auto& suite : listing.catalogue.suites) std::erase_if(suite.scenarios, is_left_out);
  std::erase_if(listing.catalogue.suites,
                [](const Suite& suite) { return suite.scenarios.empty(); });
  std::erase_if(listing.rules, is_left_out);
  return listing;
}

void print_json(const ordered_json& document) {
  print_out("{}\n", document.dump(2));
}

Ledger ledger_of(const Catalogue& catalogue, const std::vector<RuleInfo>& rules) {
  std::vector<RuleProof> proofs;
  for (const auto& rule : rules) proofs.push_back({rule.id, rule.requirement});
  return make_ledger(catalogue, proofs);
}

// ---- suites -------------------------------------------------------------------------------------

void print_suites(const Listing& listing) {
  for (const auto& suite : listing.catalogue.suites) {
    print_out("{:<16} {:<8} {:>4}  {}\n", suite.id, suite.section, suite.scenarios.size(),
              suite.title);
  }
  if (listing.rules.empty()) return;
  print_out("{:<16} {:<8} {:>4}  Rules that check every response\n", "judge", "",
            listing.rules.size());
}

void print_suite_ids(const Listing& listing) {
  for (const auto& suite : listing.catalogue.suites) print_out("{}\n", suite.id);
  if (!listing.rules.empty()) print_out("judge\n");
}

ordered_json suites_json(const Catalogue& catalogue) {
  ordered_json list = ordered_json::array();
  for (const auto& suite : catalogue.suites) {
    list.push_back({{"id", suite.id},
                    {"title", suite.title},
                    {"section", suite.section},
                    {"scenarios", suite.scenarios.size()}});
  }
  return list;
}

// ---- scenarios ----------------------------------------------------------------------------------

void print_scenarios(const Listing& listing) {
  for (const auto& suite : listing.catalogue.suites) {
    print_out("{}: {}\n", suite.id, suite.title);
    for (const auto& scenario : suite.scenarios) {
      print_out("  {:<7} {}  {}\n", to_string(scenario.level), scenario.id, scenario.title);
    }
  }
  if (!listing.rules.empty()) print_out("judge: Rules that check every response\n");
  for (const auto& rule : listing.rules) {
    print_out("  {:<7} {}  {}\n", to_string(rule.level), rule.id, rule.title);
  }
}

void print_scenario_ids(const Listing& listing) {
  for (const auto& suite : listing.catalogue.suites) {
    for (const auto& scenario : suite.scenarios) print_out("{}\n", scenario.id);
  }
  for (const auto& rule : listing.rules) print_out("{}\n", rule.id);
}

ordered_json scenarios_json(const Listing& listing) {
  ordered_json list = ordered_json::array();
  for (const auto& suite : listing.catalogue.suites) {
    for (const auto& scenario : suite.scenarios) {
      list.push_back({{"id", scenario.id},
                      {"suite", scenario.suite},
                      {"title", scenario.title},
                      {"level", to_string(scenario.level)},
                      {"proves", scenario.proves},
                      {"needs", scenario.needs},
                      {"ruling", scenario.ruling},
                      {"place", fmt::format("{}:{}", scenario.place.file, scenario.place.line)}});
    }
  }
  for (const auto& rule : listing.rules) {
    list.push_back({{"id", rule.id},
                    {"suite", "judge"},
                    {"title", rule.title},
                    {"level", to_string(rule.level)},
                    {"proves", {rule.requirement}},
                    {"needs", ordered_json::array()},
                    {"ruling", rule.ruling},
                    {"place", ""}});
  }
  return list;
}

// ---- requirements -------------------------------------------------------------------------------

std::string coverage_of(const LedgerEntry& entry) {
  if (entry.proven()) {
    return fmt::format("tested by {} scenarios, {} rules", entry.scenarios.size(),
                       entry.rules.size());
  }
  return entry.excused() ? "excused: " + *entry.requirement.excused : "not tested";
}

void print_requirements(const Ledger& ledger) {
  for (const auto& entry : ledger.entries) {
    const auto& requirement = entry.requirement;
    print_out("{:<6} {:<6} {}\n       {}\n       {}\n", to_string(requirement.level),
              to_string(requirement.binds), requirement.id, requirement.text, coverage_of(entry));
  }
}

ordered_json requirements_json(const Ledger& ledger) {
  ordered_json list = ordered_json::array();
  for (const auto& entry : ledger.entries) {
    const auto& requirement = entry.requirement;
    list.push_back({{"id", requirement.id},
                    {"level", to_string(requirement.level)},
                    {"binds", to_string(requirement.binds)},
                    {"text", requirement.text},
                    {"quote", requirement.quote},
                    {"ruling", requirement.ruling},
                    {"needs", requirement.needs},
                    {"scenarios", entry.scenarios},
                    {"rules", entry.rules},
                    {"excused", requirement.excused ? ordered_json(*requirement.excused)
                                                    : ordered_json(nullptr)}});
  }
  return list;
}

/// How many of a section's statements of one level are covered.
struct Coverage {
  std::size_t all = 0;
  std::size_t by_scenario = 0;
  std::size_t by_rule = 0;
  std::size_t excused = 0;
  std::size_t open = 0;

  void count(const LedgerEntry& entry) {
    ++all;
    if (!entry.scenarios.empty()) {
      ++by_scenario;
    } else if (!entry.rules.empty()) {
      ++by_rule;
    } else if (entry.excused()) {
      ++excused;
    } else {
      ++open;
    }
  }
};

void print_coverage_row(std::string_view section, std::string_view level, const Coverage& row) {
  print_out("{:<8} {:<7} {:>5} {:>10} {:>11} {:>8} {:>6}\n", section, level, row.all,
            row.by_scenario, row.by_rule, row.excused, row.open);
}

void print_coverage(const Ledger& ledger) {
  print_out("{:<8} {:<7} {:>5} {:>10} {:>11} {:>8} {:>6}\n", "section", "level", "all", "scenarios",
            "rules only", "excused", "open");
  std::vector<std::string> sections;
  std::map<std::pair<std::string, Level>, Coverage> rows;
  std::map<Level, Coverage> totals;
  for (const auto& entry : ledger.entries) {
    const std::string section(entry.requirement.section());
    if (std::find(sections.begin(), sections.end(), section) == sections.end()) {
      sections.push_back(section);
    }
    rows[{section, entry.requirement.level}].count(entry);
    totals[entry.requirement.level].count(entry);
  }
  const auto levels = {Level::must, Level::should, Level::may};
  for (const auto& section : sections) {
    for (const Level level : levels) {
      const auto row = rows.find({section, level});
      if (row != rows.end()) print_coverage_row(section, to_string(level), row->second);
    }
  }
  for (const Level level : levels) print_coverage_row("all", to_string(level), totals[level]);
  const auto open = unproven_server_musts(ledger);
  print_out("{} MUSTs for servers are neither tested nor marked as untestable{}\n", open.size(),
            open.empty() ? "" : ":");
  for (const auto& id : open) print_out("  {}\n", id);
}

void print_requirement_ids(const Ledger& ledger) {
  for (const auto& entry : ledger.entries) print_out("{}\n", entry.requirement.id);
}

enum class Form { text, json, ids, coverage };

bool selects(const Settings& settings) {
  return !settings.suite.empty() || !settings.only.empty() || !settings.skip.empty() ||
         settings.level;
}

Expected<Form, std::string> form_of(const Settings& settings) {
  if (settings.as_json && settings.as_ids)
    return unexpected(std::string("--json and --ids cannot be combined"));
  if (settings.what == "requirements" && selects(settings)) {
    return unexpected(
        std::string("requirements cannot be selected; use the selection with suites or scenarios"));
  }
  if (settings.coverage &&
      (settings.what != "requirements" || settings.as_json || settings.as_ids)) {
    return unexpected(std::string("--coverage needs 'conform list requirements' without --json"));
  }
  if (settings.coverage) return Form::coverage;
  if (settings.as_ids) return Form::ids;
  return settings.as_json ? Form::json : Form::text;
}

void list_suites(const Listing& listing, Form form) {
  if (form == Form::ids) return print_suite_ids(listing);
  form == Form::json ? print_json(suites_json(listing.catalogue)) : print_suites(listing);
}

void list_scenarios(const Listing& listing, Form form) {
  if (form == Form::ids) return print_scenario_ids(listing);
  form == Form::json ? print_json(scenarios_json(listing)) : print_scenarios(listing);
}

void list_requirements(const Ledger& ledger, Form form) {
  if (form == Form::ids) return print_requirement_ids(ledger);
  if (form == Form::coverage) return print_coverage(ledger);
  form == Form::json ? print_json(requirements_json(ledger)) : print_requirements(ledger);
}

int list_command(const Settings& settings) {
  const auto form = form_of(settings);
  if (!form) return fail(exit_status::usage, form.error());
  const auto listing = listing_of(settings);
  if (!listing) return fail(exit_status::usage, listing.error());
  if (settings.what == "suites") {
    list_suites(*listing, *form);
  } else if (settings.what == "scenarios") {
    list_scenarios(*listing, *form);
  } else {
    list_requirements(ledger_of(listing->catalogue, rules_of(settings.tested_protocol())), *form);
  }
  return exit_status::conformant;
}

}  // namespace

Command add_list(CLI::App& program) {
  return add_command(program, "list", "List suites, scenarios or requirements", list_command);
}

}  // namespace conform
