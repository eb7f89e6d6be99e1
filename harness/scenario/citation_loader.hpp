// Names that are valid across files: ids, requirements, capabilities, rulings.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/requirement.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// Requirements by id.
class RequirementIndex {
 public:
  explicit RequirementIndex(const std::vector<Requirement>& requirements);

  [[nodiscard]] const Requirement* find(std::string_view id) const;
  [[nodiscard]] std::vector<std::string_view> ids() const;

 private:
  std::map<std::string_view, const Requirement*> by_id_;
};

/// The id of a suite or scenario: lowercase letters, digits, "-", "." and "_".
[[nodiscard]] std::string load_id(const TomlTable& table);
/// Ids of requirements that exist and that apply to servers.
[[nodiscard]] std::vector<std::string> load_proves(const TomlValue& value,
                                                   const RequirementIndex& requirements);
/// Capabilities that exist.
[[nodiscard]] std::vector<std::string> load_needs(const TomlValue& value);
/// "R3"; empty if the table has none.
[[nodiscard]] std::string load_ruling(const TomlTable& table);
/// "must", "should" or "may".
[[nodiscard]] std::optional<Level> load_level(const TomlValue& value);

}  // namespace conform
