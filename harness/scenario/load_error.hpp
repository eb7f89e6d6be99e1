// What is wrong with a suite, and where.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace conform {

struct LoadError {
  Place place;
  std::string message;

  bool operator==(const LoadError&) const = default;
};

/// "file:line:column: message"
[[nodiscard]] std::string to_string(const LoadError& error);

/// Collects what is wrong, so that one run of the loader shows all of it.
class ErrorLog {
 public:
  void add(Place place, std::string message) {
    errors_.push_back({std::move(place), std::move(message)});
  }
  [[nodiscard]] bool empty() const { return errors_.empty(); }
  /// In the order in which the files have them, each once.
  [[nodiscard]] std::vector<LoadError> sorted() &&;

 private:
  std::vector<LoadError> errors_;
};

}  // namespace conform
