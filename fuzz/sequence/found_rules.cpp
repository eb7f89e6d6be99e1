#include "fuzz/sequence/found_rules.hpp"

#include <fmt/format.h>

namespace conform::fuzz {

void FoundRules::count(const std::string& rule) {
  ++findings_[rule];
  explain(rule);
}

std::string FoundRules::next_id(const std::string& rule) {
  const auto dot = rule.find('.');
  const auto name = rule.substr(dot == std::string::npos ? 0 : dot + 1);
  return fmt::format("found-{}.{}", next_number_++, name);
}

unsigned FoundRules::findings_of(const std::string& rule) const {
  const auto found = findings_.find(rule);
  return found == findings_.end() ? 0 : found->second;
}

}  // namespace conform::fuzz
