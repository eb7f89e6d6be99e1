// conform.toml: options under their names without dashes. The command line takes precedence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/cli/options/settings.hpp"
#include "harness/http/expected.hpp"

namespace conform {

/// Reads a profile; the error is one sentence with file, line and column. Relative paths in it are
/// relative to the file's folder.
[[nodiscard]] Expected<Settings, std::string> read_profile(const std::string& path);
/// The same for the text of such a file.
[[nodiscard]] Expected<Settings, std::string> parse_profile(std::string_view text,
                                                            const std::string& path);

/// conform.toml in this folder or in the nearest parent folder that has one.
[[nodiscard]] std::optional<std::string> find_profile();

/// Fills options that are not set in `flags` from the profile given there, or else from the nearest
/// one.
[[nodiscard]] Expected<Settings, std::string> with_profile(Settings flags);

/// Fills options that are not set in `flags` from `profile`.
[[nodiscard]] Settings merged(Settings flags, const Settings& profile);

/// A starting point: every key, explained and commented out.
[[nodiscard]] std::string profile_template();

}  // namespace conform
