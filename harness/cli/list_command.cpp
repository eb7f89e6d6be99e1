#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "harness/cli/catalogue.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options.hpp"
#include "harness/scenario/ledger.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

using nlohmann::ordered_json;

void print_json(const ordered_json& document) {
  fmt::print("{}\n", document.dump(2));
}

Ledger ledger_of(const Catalogue& catalogue) {
  std::vector<RuleProof> proofs;
  for (const auto& rule : rule_infos()) proofs.push_back({rule.id, rule.requirement});
  return make_ledger(catalogue, proofs);
}

// ---- suites -------------------------------------------------------------------------------------

void print_suites(const Catalogue& catalogue) {
  for (const auto& suite : catalogue.suites) {
    fmt::print("{:<16} {:<8} {:>4}  {}\n", suite.id, suite.section, suite.scenarios.size(),
               suite.title);
  }
  fmt::print("{:<16} {:<8} {:>4}  Rules that watch every exchange\n", "judge", "",
             rule_infos().size());
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

void print_scenarios(const Catalogue& catalogue) {
  for (const auto& suite : catalogue.suites) {
    fmt::print("{}: {}\n", suite.id, suite.title);
    for (const auto& scenario : suite.scenarios) {
      fmt::print("  {:<7} {}  {}\n", to_string(scenario.level), scenario.id, scenario.title);
    }
  }
  fmt::print("judge: Rules that watch every exchange\n");
  for (const auto& rule : rule_infos()) {
    fmt::print("  {:<7} {}  {}\n", to_string(rule.level), rule.id, rule.title);
  }
}

ordered_json scenarios_json(const Catalogue& catalogue) {
  ordered_json list = ordered_json::array();
  for (const auto& suite : catalogue.suites) {
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
  for (const auto& rule : rule_infos()) {
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

std::string standing(const LedgerEntry& entry) {
  if (entry.proven()) {
    return fmt::format("proven by {} scenarios, {} rules", entry.scenarios.size(),
                       entry.rules.size());
  }
  return entry.excused() ? "excused: " + *entry.requirement.excused : "nothing proves it";
}

void print_requirements(const Ledger& ledger) {
  for (const auto& entry : ledger.entries) {
    const auto& requirement = entry.requirement;
    fmt::print("{:<6} {:<6} {}\n       {}\n       {}\n", to_string(requirement.level),
               to_string(requirement.binds), requirement.id, requirement.text, standing(entry));
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
                    {"ruling", requirement.ruling},
                    {"needs", requirement.needs},
                    {"scenarios", entry.scenarios},
                    {"rules", entry.rules},
                    {"excused", requirement.excused ? ordered_json(*requirement.excused)
                                                    : ordered_json(nullptr)}});
  }
  return list;
}

/// How a section's statements of one level stand.
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
  fmt::print("{:<8} {:<7} {:>5} {:>10} {:>11} {:>8} {:>6}\n", section, level, row.all,
             row.by_scenario, row.by_rule, row.excused, row.open);
}

void print_coverage(const Ledger& ledger) {
  fmt::print("{:<8} {:<7} {:>5} {:>10} {:>11} {:>8} {:>6}\n", "section", "level", "all",
             "scenarios", "rules only", "excused", "open");
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
  fmt::print("{} server-side MUSTs are neither proven nor excused{}\n", open.size(),
             open.empty() ? "" : ":");
  for (const auto& id : open) fmt::print("  {}\n", id);
}

int list_command(const std::string& what, bool as_json, bool coverage,
                 const std::vector<std::string>& folders) {
  constexpr std::array<std::string_view, 3> known{"suites", "scenarios", "requirements"};
  if (std::find(known.begin(), known.end(), what) == known.end()) {
    return fail(exit_status::usage, "list: " + unknown("list", what, known));
  }
  if (coverage && (what != "requirements" || as_json)) {
    return fail(exit_status::usage,
                "--coverage goes with 'conform list requirements', and without --json");
  }
  const auto catalogue = load_catalogue(folders);
  if (!catalogue) return fail(exit_status::usage, catalogue.error());
  if (what == "suites") {
    as_json ? print_json(suites_json(*catalogue)) : print_suites(*catalogue);
  } else if (what == "scenarios") {
    as_json ? print_json(scenarios_json(*catalogue)) : print_scenarios(*catalogue);
  } else if (coverage) {
    print_coverage(ledger_of(*catalogue));
  } else {
    const Ledger ledger = ledger_of(*catalogue);
    as_json ? print_json(requirements_json(ledger)) : print_requirements(ledger);
  }
  return exit_status::conformant;
}

}  // namespace

Command add_list(CLI::App& program) {
  struct Asked {
    std::string what = "scenarios";
    bool as_json = false;
    bool coverage = false;
    std::vector<std::string> folders;
  };
  const auto asked = std::make_shared<Asked>();
  CLI::App* line = program.add_subcommand("list", "Suites, scenarios or requirements");
  line->add_option("what", asked->what, "suites, scenarios (default) or requirements");
  line->add_flag("--json", asked->as_json, "As JSON");
  line->add_flag("--coverage", asked->coverage, "How much of each section is proven, and by what");
  add_folders(*line, asked->folders);
  return {line, [asked] {
            return list_command(asked->what, asked->as_json, asked->coverage, asked->folders);
          }};
}

}  // namespace conform
