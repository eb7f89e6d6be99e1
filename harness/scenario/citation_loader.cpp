#include "harness/scenario/citation_loader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/capability.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

/// Adds a value to a list that must not contain duplicates.
void add_once(const std::string& name, const TomlValue& value, std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    value.report(fmt::format("'{}' is listed twice", name));
  }
  names.push_back(name);
}

void check_provable(const std::string& id, const TomlValue& value,
                    const RequirementIndex& requirements) {
  const Requirement* requirement = requirements.find(id);
  if (requirement == nullptr) {
    value.report(unknown("requirement", id, requirements.ids()));
  } else if (requirement->binds == Binds::client) {
    value.report(
        fmt::format("'{}' is a requirement for clients, which no test of a server can prove", id));
  }
}

bool is_ruling(std::string_view text) {
  return text.size() > 1 && text.front() == 'R' &&
         text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace

RequirementIndex::RequirementIndex(const std::vector<Requirement>& requirements) {
  for (const Requirement& requirement : requirements) by_id_.emplace(requirement.id, &requirement);
}

const Requirement* RequirementIndex::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::vector<std::string_view> RequirementIndex::ids() const {
  std::vector<std::string_view> ids;
  for (const auto& entry : by_id_) ids.push_back(entry.first);
  return ids;
}

std::string load_id(const TomlTable& table) {
  const auto value = table.find("id");
  std::string id = table.require_text("id");
  constexpr std::string_view id_chars = "abcdefghijklmnopqrstuvwxyz0123456789-._";
  if (value && id.find_first_not_of(id_chars) != std::string::npos) {
    value->report(
        fmt::format("invalid id '{}': use lowercase letters, digits, '-', '.' and '_'", id));
  }
  return id;
}

std::vector<std::string> load_proves(const TomlValue& value, const RequirementIndex& requirements) {
  std::vector<std::string> proves;
  const auto elements = value.list();
  if (!elements) return proves;
  if (elements->empty()) value.report("'proves' must name a requirement");
  for (const TomlValue& element : *elements) {
    const auto id = element.text();
    if (!id) continue;
    check_provable(*id, element, requirements);
    add_once(*id, element, proves);
  }
  return proves;
}

std::vector<std::string> load_needs(const TomlValue& value) {
  std::vector<std::string> needs;
  const auto elements = value.list();
  if (!elements) return needs;
  const auto known = known_capabilities();
  for (const TomlValue& element : *elements) {
    const auto name = element.text();
    if (!name) continue;
    if (std::find(known.begin(), known.end(), *name) == known.end()) {
      element.report(unknown("capability", *name, known));
    }
    add_once(*name, element, needs);
  }
  return needs;
}

std::string load_ruling(const TomlTable& table) {
  const auto value = table.find("ruling");
  if (!value) return {};
  auto ruling = value->text();
  if (!ruling) return {};
  if (!is_ruling(*ruling)) {
    value->report(fmt::format("invalid ruling '{}': write \"R3\"", *ruling));
  }
  return *std::move(ruling);
}

std::optional<Level> load_level(const TomlValue& value) {
  const auto text = value.text();
  if (!text) return std::nullopt;
  const auto level = level_from(*text);
  if (!level) {
    static constexpr std::array<std::string_view, 3> levels{"must", "should", "may"};
    value.report(unknown("level", *text, levels));
  }
  return level;
}

}  // namespace conform
