#include "harness/scenario/pattern.hpp"

#include <regex>

namespace conform {

struct Pattern::Compiled {
  std::regex regex;
};

Pattern::Pattern(const std::string& text)
    : compiled_(std::make_shared<Compiled>(Compiled{std::regex(text)})) {}

bool Pattern::matches(const std::string& value) const {
  // std::regex recurses once per character: a hostile value must not exhaust the stack. Of a longer
  // value only the beginning is judged, so that no server fails for this limit.
  constexpr std::size_t max_bytes = 4096;
  return std::regex_match(value.substr(0, max_bytes), compiled_->regex);
}

}  // namespace conform
