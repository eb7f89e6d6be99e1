// A regular expression that whole values are matched against, compiled once.
#pragma once

#include <memory>
#include <string>

namespace conform {

class Pattern {
 public:
  /// Throws std::regex_error for an invalid ECMAScript regular expression.
  explicit Pattern(const std::string& text);

  /// Of a value that is too long for the matcher, only the first 4096 bytes count.
  [[nodiscard]] bool matches(const std::string& value) const;

 private:
  struct Compiled;  ///< <regex> is slow to include
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace conform
