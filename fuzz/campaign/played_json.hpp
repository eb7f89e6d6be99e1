// A play as text, so that what one process saw, another can show.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fuzz/campaign/player.hpp"

namespace conform::fuzz {

/// JSON in one line.
[[nodiscard]] std::string to_json(const Played& played);
/// nullopt for what is no such text.
[[nodiscard]] std::optional<Played> parse_played(std::string_view text);

}  // namespace conform::fuzz
