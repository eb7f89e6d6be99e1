// The members of a JSON object that anybody may have written. What is asked of it and is not of the
// right kind is remembered as a problem, the first of all that is read from one file.
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

  /// `place` is where it stands, "scenarios[3]"; empty for the whole. All three must outlive this.
  Members(const nlohmann::ordered_json& value, std::string place, Problem& problem);

  [[nodiscard]] bool has(std::string_view name) const;

  // What is missing or null is empty or 0.

  [[nodiscard]] std::string line(std::string_view name,
                                 std::size_t max_chars = max_line_chars) const;
  [[nodiscard]] std::string text(std::string_view name) const;
  /// As it stands in the file.
  [[nodiscard]] std::string raw(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] Duration seconds(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;

  using Visit = std::function<void(const Members&)>;
  void object(std::string_view name, const Visit& visit) const;
  /// Each element of an array of objects.
  void each(std::string_view name, const Visit& visit) const;
  /// Each member of an object of objects, with its name.
  void each_named(std::string_view name,
                  const std::function<void(const std::string&, const Members&)>& visit) const;
  /// Each element of an array, none of them looked at.
  void each_value(std::string_view name,
                  const std::function<void(const nlohmann::ordered_json&,
                                           const std::string& place)>& visit) const;

  /// Notes that the member is not what it should be: "must be a text".
  void object_to(std::string_view name, std::string_view demand) const;
  [[nodiscard]] Problem& problem() const { return problem_; }

 private:
  [[nodiscard]] const nlohmann::ordered_json* find(std::string_view name) const;
  [[nodiscard]] std::string place_of(std::string_view name) const;

  const nlohmann::ordered_json& value_;
  std::string place_;
  Problem& problem_;
};

}  // namespace conform::reports
