// A regular expression that whole values are matched against, compiled once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "harness/http/expected.hpp"

namespace conform {

class Pattern {
 public:
  /// A regular expression of ECMAScript; the error says what is wrong with it, and where. What
  /// would take more than a moment or a few megabytes to compile is refused.
  static Expected<Pattern, std::string> parse(std::string_view text);

  /// A match that takes too many steps, because the expression tries too many ways, counts as one:
  /// no server fails for it.
  [[nodiscard]] bool matches(std::string_view value) const;

 private:
  struct Compiled;
  explicit Pattern(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace conform
