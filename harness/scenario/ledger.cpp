#include "harness/scenario/ledger.hpp"

#include <map>
#include <string_view>

namespace conform {
namespace {

class LedgerBuilder {
 public:
  explicit LedgerBuilder(const std::vector<Requirement>& requirements) {
    for (const Requirement& requirement : requirements) {
      positions_.emplace(requirement.id, ledger_.entries.size());
      ledger_.entries.push_back({requirement, {}, {}});
    }
  }

  void add(const Scenario& scenario) {
    const std::string id(base_id(scenario));
    for (const std::string& requirement : all_proven(scenario)) {
      LedgerEntry* entry = find(requirement);
      if (entry == nullptr) continue;
      // The cases of a scenario are adjacent.
      if (entry->scenarios.empty() || entry->scenarios.back() != id) entry->scenarios.push_back(id);
    }
  }

  void add(const RuleProof& proof) {
    if (LedgerEntry* entry = find(proof.requirement)) {
      entry->rules.push_back(proof.rule);
    } else {
      ledger_.unknown.push_back(proof);
    }
  }

  Ledger build() && { return std::move(ledger_); }

 private:
  LedgerEntry* find(std::string_view requirement) {
    const auto found = positions_.find(requirement);
    return found == positions_.end() ? nullptr : &ledger_.entries[found->second];
  }

  Ledger ledger_;
  std::map<std::string, std::size_t, std::less<>> positions_;
};

bool is_binding_for_server(const Requirement& requirement) {
  return requirement.level == Level::must && requirement.binds != Binds::client;
}

}  // namespace

Ledger make_ledger(const Catalogue& catalogue, std::span<const RuleProof> rules) {
  LedgerBuilder builder(catalogue.requirements);
  for (const Suite& suite : catalogue.suites) {
    for (const Scenario& scenario : suite.scenarios) builder.add(scenario);
  }
  for (const RuleProof& proof : rules) builder.add(proof);
  return std::move(builder).build();
}

std::vector<std::string> unproven_server_musts(const Ledger& ledger) {
  std::vector<std::string> ids;
  for (const LedgerEntry& entry : ledger.entries) {
    if (is_binding_for_server(entry.requirement) && !entry.proven() && !entry.excused()) {
      ids.push_back(entry.requirement.id);
    }
  }
  return ids;
}

}  // namespace conform
