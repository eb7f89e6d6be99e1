// The findings of a campaign, by rule: their ids, how many there are, and which violations they
// explain.
#pragma once

#include <map>
#include <set>
#include <string>

namespace conform::fuzz {

class FoundRules {
 public:
  /// `first` is the number of the first finding.
  explicit FoundRules(unsigned first) : next_number_(first) {}

  /// Counts a finding of the rule, which it then explains.
  void count(const std::string& rule);
  /// That a finding explains violations of the rule.
  void explain(const std::string& rule) { explained_.insert(rule); }
  /// An id for a finding of the rule: "found-2.never-hangs" for "malformed.never-hangs".
  [[nodiscard]] std::string next_id(const std::string& rule);

  [[nodiscard]] unsigned findings_of(const std::string& rule) const;
  /// The rules whose violations a finding explains.
  [[nodiscard]] const std::set<std::string>& explained() const { return explained_; }

 private:
  unsigned next_number_;
  std::map<std::string, unsigned> findings_;
  std::set<std::string> explained_;
};

}  // namespace conform::fuzz
