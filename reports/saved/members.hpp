// Reads members of a JSON object from an untrusted file. The first member of the wrong type is
// recorded as the problem with the file.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/http/instant.hpp"
#include "reports/text/clean.hpp"

namespace conform::reports {

class Members {
 public:
  using Problem = std::optional<std::string>;

  /// `place` is its position, "scenarios[3]"; empty for the whole document. All three must outlive
  /// this.
  Members(const nlohmann::ordered_json& value, std::string place, Problem& problem);

  [[nodiscard]] bool has(std::string_view name) const;

  // A missing or null member is empty or 0.

  [[nodiscard]] std::string line(std::string_view name,
                                 std::size_t max_chars = max_line_chars) const;
  [[nodiscard]] std::string text(std::string_view name) const;
  /// The unmodified value.
  [[nodiscard]] std::string raw(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] Duration seconds(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;

  using Visit = std::function<void(const Members&)>;
  void object(std::string_view name, const Visit& visit) const;
  /// Visits each element of an array of objects.
  void each(std::string_view name, const Visit& visit) const;
  /// Visits each member of an object of objects, with its name.
  void each_named(std::string_view name,
                  const std::function<void(const std::string&, const Members&)>& visit) const;
  /// Visits each element of an array without checking its type.
  void each_value(std::string_view name,
                  const std::function<void(const nlohmann::ordered_json&,
                                           const std::string& place)>& visit) const;

  /// Records a problem with the member: "must be a text".
  void report_problem(std::string_view name, std::string_view demand) const;
  [[nodiscard]] Problem& problem() const { return problem_; }

 private:
  [[nodiscard]] const nlohmann::ordered_json* find(std::string_view name) const;
  [[nodiscard]] std::string place_of(std::string_view name) const;

  const nlohmann::ordered_json& value_;
  std::string place_;
  Problem& problem_;
};

}  // namespace conform::reports
