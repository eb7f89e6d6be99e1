#include "harness/scenario/load_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace conform {

std::string to_string(const LoadError& error) {
  return fmt::format("{}: {}", to_string(error.place), error.message);
}

std::vector<LoadError> ErrorLog::sorted() && {
  std::stable_sort(errors_.begin(), errors_.end(), [](const LoadError& a, const LoadError& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) <
           std::tie(b.place.file, b.place.line, b.place.column);
  });
  // A template that repeats its mistake needs to hear of it once.
  errors_.erase(std::unique(errors_.begin(), errors_.end()), errors_.end());
  return std::move(errors_);
}

}  // namespace conform
