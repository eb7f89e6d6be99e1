// Reads requirements.toml.
#pragma once

#include <vector>

#include "harness/scenario/requirement.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// A requirement and where it stands.
struct LoadedRequirement {
  Requirement requirement;
  Place place;
};

[[nodiscard]] std::vector<LoadedRequirement> load_requirements(const TomlTable& file);
/// What else may stand in the file, for those who read reports.
[[nodiscard]] std::vector<Section> load_sections(const TomlTable& file);
[[nodiscard]] std::vector<Ruling> load_rulings(const TomlTable& file);

}  // namespace conform
