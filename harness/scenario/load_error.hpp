// What is wrong with a suite, and where.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace conform {

struct LoadError {
  Place place;
  std::string message;
};

/// "file:line:column: message"
[[nodiscard]] std::string to_string(const LoadError& error);

/// Collects errors, so that one run of the loader reports all of them.
class ErrorLog {
 public:
  void add(const Place& place, std::string message);
  [[nodiscard]] bool empty() const { return messages_.empty(); }
  /// In file order, without duplicates.
  [[nodiscard]] std::vector<LoadError> errors() const;

 private:
  std::map<Place, std::vector<std::string>> messages_;
};

}  // namespace conform
