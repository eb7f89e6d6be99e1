// Finds known credentials in a text, as they are, encoded, or cut off.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "reports/decoded_text.hpp"
#include "reports/text_pieces.hpp"
#include "reports/value_search.hpp"

namespace conform::reports {

/// Nothing shorter is looked for.
inline constexpr std::size_t shortest_value = 4;
/// From here on, a value does not occur by chance in a longer word.
inline constexpr std::size_t shortest_anywhere = 8;

/// The values that are looked for, in many texts.
class SecretSearch {
 public:
  explicit SecretSearch(const std::set<std::string, std::less<>>& values);

  /// Adds where they are in the text, as they are, encoded, or cut off. Ranges may overlap.
  void find_in(std::string_view text, std::vector<TextRange>& found) const;

 private:
  void find(std::string_view text, std::vector<TextRange>& found) const;
  void find_ends(std::string_view text, const std::vector<TextPiece>& pieces,
                 std::vector<TextRange>& found) const;
  void find_decoded(std::string_view text, unsigned depth, std::vector<TextRange>& found) const;
  void find_encoded(std::string_view text, std::vector<TextRange>& found) const;

  std::vector<std::string> values_;
  ValueSearch forwards_{ValueSearch::Case::ignored};
  ValueSearch backwards_{ValueSearch::Case::ignored};
  // Made for the first long text.
  mutable std::once_flag encoded_once_;
  mutable ValueSearch encoded_{ValueSearch::Case::exact};
};

/// Made when it is first needed; may be used by several threads.
class LazySecretSearch {
 public:
  LazySecretSearch() = default;
  LazySecretSearch(const LazySecretSearch& other) : search_(other.made()) {}
  LazySecretSearch& operator=(const LazySecretSearch& other);
  ~LazySecretSearch() = default;

  [[nodiscard]] std::shared_ptr<const SecretSearch> for_values(
      const std::set<std::string, std::less<>>& values) const;
  /// The values have changed.
  void reset();

 private:
  [[nodiscard]] std::shared_ptr<const SecretSearch> made() const;

  mutable std::mutex mutex_;
  mutable std::shared_ptr<const SecretSearch> search_;
};

}  // namespace conform::reports
