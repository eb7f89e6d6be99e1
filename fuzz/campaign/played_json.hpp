// An execution as JSON, to pass it from a worker to the campaign.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fuzz/campaign/player.hpp"

namespace conform::fuzz {

/// JSON in one line.
[[nodiscard]] std::string to_json(const Played& played);
/// nullopt for other text.
[[nodiscard]] std::optional<Played> parse_played(std::string_view text);

}  // namespace conform::fuzz
