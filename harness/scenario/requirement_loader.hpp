// Loads requirements.toml.
#pragma once

#include <vector>

#include "harness/scenario/requirement.hpp"
#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// A requirement and its place in the file.
struct LoadedRequirement {
  Requirement requirement;
  Place place;
};

[[nodiscard]] std::vector<LoadedRequirement> load_requirements(const TomlTable& file);
/// The other tables of the file, which only reports use.
[[nodiscard]] std::vector<Section> load_sections(const TomlTable& file);
[[nodiscard]] std::vector<Ruling> load_rulings(const TomlTable& file);

}  // namespace conform
