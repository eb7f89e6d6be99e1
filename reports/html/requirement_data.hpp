// The protocol's requirements in the form that the page scripts read.
#pragma once

#include <nlohmann/json.hpp>

#include "harness/scenario/scenario.hpp"

namespace conform::reports {

/// [{"id", "level", "binds", "text", "ruling", "needs", "excused"}], in the catalogue's order.
[[nodiscard]] nlohmann::ordered_json requirements_data(const Catalogue& catalogue);

/// {"5.2": "Append to Stream"}
[[nodiscard]] nlohmann::ordered_json sections_data(const Catalogue& catalogue);

/// {"R3": {"question", "text"}}
[[nodiscard]] nlohmann::ordered_json rulings_data(const Catalogue& catalogue);

/// [{"id", "title"}]
[[nodiscard]] nlohmann::ordered_json suites_data(const Catalogue& catalogue);

}  // namespace conform::reports
