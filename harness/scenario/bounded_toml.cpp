#include "harness/scenario/bounded_toml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace conform {
namespace {

constexpr std::size_t deepest = 256;

/// Follows brackets, dots and strings through a file, as far as they tell how deep it nests. What
/// is no TOML may be misunderstood: toml++ refuses it anyway.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// Where it becomes too deep.
  std::optional<std::size_t> too_deep_at() {
    while (at_ < text_.size()) {
      step();
      if (dots_.size() + dots_before_ + dots_.back() > deepest) return at_;
    }
    return std::nullopt;
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '"' || c == '\'') return skip_string(c);
    ++at_;
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '.') {
      ++dots_.back();
    } else if (c == '[' || c == '{') {
      dots_before_ += dots_.back();
      dots_.push_back(0);
    } else if ((c == ']' || c == '}') && dots_.size() > 1) {
      dots_.pop_back();
      dots_before_ -= dots_.back();
    } else if (c == '\n' || c == ',') {
      dots_.back() = 0;
    }
  }

  void skip_string(char mark) {
    const std::string several(3, mark);
    const bool has_lines = text_.substr(at_).starts_with(several);
    const auto end = has_lines ? std::string_view(several) : std::string_view(several).substr(2);
    for (at_ += end.size(); at_ < text_.size(); ++at_) {
      if (text_.substr(at_).starts_with(end)) return skip_end(end);
      if (text_[at_] == '\n' && !has_lines) return;
      if (text_[at_] == '\\' && mark == '"') ++at_;
    }
  }

  /// A string of several lines may end with quotation marks of its own, before those that end it.
  void skip_end(std::string_view end) {
    at_ += end.size();
    for (std::size_t more = 1; more < end.size(); ++more) {
      if (at_ < text_.size() && text_[at_] == end.front()) ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  /// Of the key being read, and of those whose values enclose it.
  std::vector<std::size_t> dots_{0};
  std::size_t dots_before_ = 0;  ///< the sum of all but the last
};

toml::source_position position_of(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto begin = before.rfind('\n') + 1;  // 0 if there is none
  return {static_cast<toml::source_index>(lines + 1),
          static_cast<toml::source_index>(at - begin + 1)};
}

}  // namespace

toml::parse_result bounded_toml(std::string_view text, std::string_view path) {
  const auto at = Scanner(text).too_deep_at();
  if (!at) return toml::parse(text, path);
  const auto position = position_of(text, *at);
  return toml::parse_result(
      toml::parse_error(fmt::format("keys are nested more than {} deep", deepest),
                        toml::source_region{position, position, nullptr}));
}

}  // namespace conform
