// What covers each requirement of the protocol: scenarios, rules of the judge, or a documented
// reason why no test can.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace conform {

/// A rule of the judge and a requirement that it checks.
struct RuleProof {
  std::string rule;
  std::string requirement;
};

struct LedgerEntry {
  Requirement requirement;
  std::vector<std::string> scenarios;  ///< ids without their cases
  std::vector<std::string> rules;

  [[nodiscard]] bool proven() const { return !scenarios.empty() || !rules.empty(); }
  [[nodiscard]] bool excused() const { return requirement.excused.has_value(); }
};

struct Ledger {
  std::vector<LedgerEntry> entries;  ///< in the catalogue's order
  std::vector<RuleProof> unknown;    ///< rules that cite a requirement that does not exist
};

[[nodiscard]] Ledger make_ledger(const Catalogue& catalogue, std::span<const RuleProof> rules);

/// Ids of requirements on servers that are neither covered nor excused.
[[nodiscard]] std::vector<std::string> unproven_server_musts(const Ledger& ledger);

}  // namespace conform
