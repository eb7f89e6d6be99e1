// The names that steps give their exchanges with `as`, for later steps to refer to.
#pragma once

#include <map>
#include <string>

#include "harness/scenario/toml_reader.hpp"

namespace conform {

class LabelScope {
 public:
  /// A step of the kind `action` takes the name; each may be taken once.
  void define(const std::string& label, std::string_view action, const TomlValue& value);
  /// The value must name an earlier step.
  void use(const std::string& label, const TomlValue& value) const;
  /// The value must name an earlier `open`.
  void use_open(const std::string& label, const TomlValue& value) const;

 private:
  [[nodiscard]] std::string no_such(const std::string& label) const;

  std::map<std::string, std::string, std::less<>> actions_;  ///< by label
};

}  // namespace conform
