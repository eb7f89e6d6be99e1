// For tests: suites as text.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "harness/scenario/loader.hpp"

namespace conform::test {

/// The text of a requirement that binds servers.
[[nodiscard]] inline std::string requirement(std::string_view id, std::string_view level = "must") {
  return "[[requirement]]\nid = \"" + std::string(id) + "\"\nlevel = \"" + std::string(level) +
         "\"\nbinds = \"server\"\ntext = \"A stream can be made.\"\n";
}

/// The catalogue of this suite and these requirements. Throws std::invalid_argument with the first
/// error.
[[nodiscard]] inline Catalogue catalogue_of(std::string_view requirements, std::string_view suite) {
  const SuiteFolder folder{
      "suites", {{"requirements.toml", std::string(requirements)}, {"t.toml", std::string(suite)}}};
  auto catalogue = load(std::span(&folder, 1));
  if (!catalogue) throw std::invalid_argument(to_string(catalogue.error().front()));
  return *std::move(catalogue);
}

}  // namespace conform::test
