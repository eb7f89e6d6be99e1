// An execution as JSON, to pass it from a worker to the campaign.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fuzz/campaign/executor.hpp"

namespace conform::fuzz {

/// JSON in one line.
[[nodiscard]] std::string to_json(const Execution& execution);
/// nullopt for other text.
[[nodiscard]] std::optional<Execution> parse_execution(std::string_view text);

}  // namespace conform::fuzz
