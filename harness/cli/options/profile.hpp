// conform.toml: options under their names without dashes. What the command line says goes first.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/cli/options/settings.hpp"
#include "harness/http/expected.hpp"

namespace conform {

/// Reads a profile; the error is one sentence with file, line and column. Relative paths in it are
/// taken from where the file is.
[[nodiscard]] Expected<Settings, std::string> read_profile(const std::string& path);
/// The same for a text that stands in that file.
[[nodiscard]] Expected<Settings, std::string> parse_profile(std::string_view text,
                                                            const std::string& path);

/// conform.toml in this folder or the nearest one above.
[[nodiscard]] std::optional<std::string> find_profile();

/// What `flags` leaves open, from the profile that they name, or else from the nearest one.
[[nodiscard]] Expected<Settings, std::string> with_profile(Settings flags);

/// What `flags` leaves open, from `profile`.
[[nodiscard]] Settings merged(Settings flags, const Settings& profile);

/// A profile to begin with: every key, explained and commented out.
[[nodiscard]] std::string profile_template();

}  // namespace conform
