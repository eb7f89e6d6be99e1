#include "harness/scenario/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace conform {

// Optimal string alignment distance; only three rows of the table are kept.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before_last[j - 2] + 1);
      }
    }
    before_last.swap(last);
    last.swap(current);
  }
  return last[b.size()];
}

namespace {

/// Lists that are this short are shown where no name is near.
constexpr std::size_t max_listed = 12;
constexpr std::size_t longest_word = 200;

struct Synonym {
  std::string_view word;
  std::string_view meant;
};

/// Common guesses that are spelt nothing like the correct name.
constexpr Synonym synonyms[] = {
    {"tally", "status_counts"},   {"lacks", "not_contains"},    {"json_lacks", "json_excludes"},
    {"excludes", "not_contains"}, {"together", "concurrently"}, {"parallel", "concurrently"},
    {"ends", "response_ends"},    {"fill", "pad_to"},           {"skip", "after_answers"},
    {"afterwards", "then"},       {"values", "check"},
};

std::string_view synonym_of(std::string_view word, std::span<const std::string_view> candidates) {
  for (const auto& [written, meant] : synonyms) {
    const bool is_known =
        std::find(candidates.begin(), candidates.end(), meant) != candidates.end();
    if (written == word && is_known) return meant;
  }
  return {};
}

bool is_part_of(std::string_view word, std::string_view candidate) {
  return word.size() >= 4 && candidate.find(word) != std::string_view::npos;
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best = synonym_of(word, candidates);
  if (!best.empty()) return best;
  const std::size_t farthest = std::max<std::size_t>(1, (word.size() + 1) / 3);
  std::size_t nearer_than = farthest + 1;
  // Nobody mistypes that much, and the comparison takes quadratic time.
  if (word.size() > longest_word) return best;
  for (const std::string_view candidate : candidates) {
    std::size_t distance = edit_distance(word, candidate);
    if (is_part_of(word, candidate)) distance = std::min(distance, farthest);
    if (distance >= nearer_than) continue;
    best = candidate;
    nearer_than = distance;
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view meant = nearest(word, candidates);
  return meant.empty() ? "" : fmt::format(", did you mean '{}'?", meant);
}

std::string unknown(std::string_view kind, std::string_view word,
                    std::span<const std::string_view> candidates) {
  const std::string meant = did_you_mean(word, candidates);
  if (!meant.empty() || candidates.empty() || candidates.size() > max_listed) {
    return fmt::format("unknown {} '{}'{}", kind, word, meant);
  }
  return fmt::format("unknown {} '{}', it is one of: {}", kind, word, fmt::join(candidates, ", "));
}

std::string unknown_key(std::string_view key, std::span<const std::string_view> candidates,
                        std::span<const std::string_view> known) {
  const std::string meant = did_you_mean(key, candidates);
  return fmt::format("unknown key '{}'{} Known here: {}", key, meant.empty() ? "." : meant,
                     fmt::join(known, ", "));
}

std::string unknown_key(std::string_view key, std::span<const std::string_view> known) {
  return unknown_key(key, known, known);
}

}  // namespace conform
