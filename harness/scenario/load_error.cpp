#include "harness/scenario/load_error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace conform {

std::string to_string(const LoadError& error) {
  return fmt::format("{}: {}", to_string(error.place), error.message);
}

void ErrorLog::add(const Place& place, std::string message) {
  std::vector<std::string>& here = messages_[place];
  // A template that repeats a mistake is reported once.
  if (std::find(here.begin(), here.end(), message) == here.end()) {
    here.push_back(std::move(message));
  }
}

std::vector<LoadError> ErrorLog::errors() const {
  std::vector<LoadError> errors;
  for (const auto& [place, messages] : messages_) {
    for (const std::string& message : messages) errors.push_back({place, message});
  }
  return errors;
}

}  // namespace conform
