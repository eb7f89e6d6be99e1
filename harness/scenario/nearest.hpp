// The name that was probably meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace conform {

/// The number of insertions, deletions, substitutions and swaps of adjacent characters between two
/// words.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate with the same meaning or the most similar spelling, the first of equals; empty if
/// none is similar.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       std::span<const std::string_view> candidates);

/// ", did you mean 'title'?", to end a sentence with; empty if no candidate is similar.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       std::span<const std::string_view> candidates);

/// "unknown level 'mist', did you mean 'must'?", or "unknown level 'x', it is one of: must, should,
/// may".
[[nodiscard]] std::string unknown(std::string_view kind, std::string_view word,
                                  std::span<const std::string_view> candidates);
/// The same for a key, with a list of all known keys.
[[nodiscard]] std::string unknown_key(std::string_view key,
                                      std::span<const std::string_view> known);
/// The same where a key of another place may have been meant too.
[[nodiscard]] std::string unknown_key(std::string_view key,
                                      std::span<const std::string_view> candidates,
                                      std::span<const std::string_view> known);

}  // namespace conform
