#include "harness/scenario/status_loader.hpp"

#include <fmt/format.h>

#include "harness/http/ascii.hpp"
#include "harness/scenario/template_text.hpp"

namespace conform {
namespace {

bool is_status(std::string_view text) {
  if (text == "closed") return true;
  if (text.size() != 3 || text[0] < '1' || text[0] > '5') return false;
  return text.ends_with("xx") || (http::is_digit(text[1]) && http::is_digit(text[2]));
}

std::optional<Template> load_status(const TomlValue& value, VariableScope& scope) {
  if (value.node().is_integer()) {
    const auto code = value.integer(100, 599);
    if (!code) return std::nullopt;
    return std::to_string(*code);
  }
  if (!value.node().is_string()) {
    value.report_type("a status (204, \"4xx\", \"{variable}\")");
    return std::nullopt;
  }
  auto text = value.text();
  if (text) check_status(*text, value, scope);
  return text;
}

}  // namespace

std::vector<Template> load_statuses(const TomlValue& value, VariableScope& scope) {
  std::vector<Template> statuses;
  std::vector<TomlValue> values{value};
  if (value.node().is_array()) values = value.list().value_or(values);
  if (values.empty()) value.report("'status' must not be empty");
  for (const TomlValue& element : values) {
    if (auto status = load_status(element, scope)) statuses.push_back(*std::move(status));
  }
  return statuses;
}

void check_status(std::string_view text, const TomlValue& value, VariableScope& scope) {
  scope.use(text, value);
  const auto variables = variables_in(text);
  if (!variables || !variables->empty() || is_status(text)) return;
  value.report(
      fmt::format("'{}' is no status: write 204, \"4xx\", \"closed\" or \"{{variable}}\"", text));
}

}  // namespace conform
