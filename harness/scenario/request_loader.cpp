#include "harness/scenario/request_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/http/ascii.hpp"
#include "harness/http/message.hpp"
#include "harness/scenario/body_loader.hpp"
#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/template_text.hpp"

namespace conform {
namespace {

/// One template or a list of them: the values of one name.
std::vector<Template> load_values(const TomlValue& value, VariableScope& scope) {
  std::vector<TomlValue> elements{value};
  if (value.node().is_array()) elements = value.list().value_or(elements);
  std::vector<Template> values;
  for (const TomlValue& element : elements) {
    if (auto text = load_template(element, scope)) values.push_back(*std::move(text));
  }
  return values;
}

std::vector<std::pair<std::string, Template>> load_pairs(const TomlTable& step,
                                                         std::string_view key,
                                                         VariableScope& scope) {
  std::vector<std::pair<std::string, Template>> pairs;
  const auto value = step.find(key);
  const auto table = value ? value->table() : std::nullopt;
  if (!table) return pairs;
  for (const TomlEntry& entry : table->entries()) {
    for (Template& text : load_values(entry.value, scope)) {
      pairs.emplace_back(entry.key, std::move(text));
    }
  }
  return pairs;
}

void check_header_names(const TomlTable& step) {
  const auto headers = step.find("header");
  if (!headers || !headers->node().is_table()) return;
  for (const TomlEntry& entry : headers->table()->entries()) {
    if (!http::is_token(entry.key)) {
      step.report(entry.key_place, fmt::format("invalid header name '{}'", entry.key));
    }
    if (step.contains("type") && http::equals_ignoring_case(entry.key, "Content-Type")) {
      step.report(entry.key_place, "'type' already sets Content-Type");
    }
  }
}

bool load_new_connection(const TomlTable& step) {
  const auto value = step.find("connection");
  if (!value) return false;
  const auto text = value->text();
  if (text && *text != "new") value->report("'connection' can only be \"new\"");
  return text == "new";
}

bool is_hold(const TomlValue& part) {
  return part.node().is_table() && part.table()->contains("hold");
}

/// A body in parts. Parts without a hold between them are not needed, and not allowed.
void load_parts(const TomlValue& body, RequestSpec& request, bool is_open,
                ScenarioContext& context) {
  if (!is_open) body.report("only 'open' sends a body in parts");
  std::vector<Body> parts(1, BodyText{});
  bool may_follow = true;
  for (const TomlValue& element : body.list().value_or(std::vector<TomlValue>{})) {
    if (is_hold(element)) {
      allow_only(*element.table(), hold_keys());
      parts.emplace_back(BodyText{});
      may_follow = true;
      continue;
    }
    if (!may_follow) element.report("put { hold = true } between two parts of a body");
    may_follow = false;
    if (auto part = load_body(element, context)) parts.back() = *std::move(part);
  }
  if (parts.size() == 1) body.report("a body in parts has { hold = true } between them");
  request.body = std::move(parts.front());
  request.held_parts.assign(std::next(parts.begin()), parts.end());
}

/// Everything except method and target.
RequestSpec load_rest(const TomlTable& step, std::string_view method, ScenarioContext& context) {
  const bool has_body = method == "PUT" || step.contains("body");
  RequestSpec request;
  request.query = load_pairs(step, "query", context.variables);
  request.headers = load_headers(step, has_body ? context.type : "", context.variables);
  const auto body = step.find("body");
  if (body && body->node().is_array()) {
    load_parts(*body, request, step.contains("open"), context);
  } else {
    request.body = load_message_body(step, context);
  }
  if (const auto chunked = step.find("chunked")) {
    request.chunked = chunked->boolean().value_or(false);
  }
  request.new_connection = load_new_connection(step);
  return request;
}

/// nullopt for `false`: the message has no Content-Type.
std::optional<Template> load_type(const TomlValue& value, VariableScope& scope) {
  const auto* flag = value.node().as_boolean();
  if (flag == nullptr) return load_template(value, scope);
  if (flag->get()) value.report("'type' is a media type, or false for none");
  return std::nullopt;
}

bool names_type(const std::vector<std::pair<std::string, Template>>& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const auto& header) {
    return http::equals_ignoring_case(header.first, "Content-Type");
  });
}

/// A target must begin with a variable; otherwise it would not be a URL of the server under test.
void check_target(std::string_view target, const TomlValue& value) {
  const bool has_variable =
      target.size() > 1 && target[0] == '{' && is_variable_name(target.substr(1, 1));
  if (!has_variable) {
    value.report(fmt::format("invalid target '{}': begin with {{s}} or {{root}}", target));
  }
  if (target.find_first_of(" \t\r\n#") != std::string_view::npos) {
    value.report(fmt::format("'{}' contains a space or '#': encode it, or use 'query'", target));
  }
}

}  // namespace

std::vector<std::pair<std::string, Template>> load_headers(const TomlTable& message,
                                                           std::string_view default_type,
                                                           VariableScope& scope) {
  check_header_names(message);
  auto headers = load_pairs(message, "header", scope);
  const auto type = message.find("type");
  std::optional<Template> text;
  if (type) {
    text = load_type(*type, scope);
  } else if (!names_type(headers)) {
    text = message.contains("json") ? "application/json" : default_type;
  }
  if (text && !text->empty()) headers.insert(headers.begin(), {"Content-Type", *std::move(text)});
  return headers;
}

std::optional<Body> load_message_body(const TomlTable& message, ScenarioContext& context) {
  const auto body = message.find("body");
  const auto json = message.find("json");
  if (body && json) json->report("'body' and 'json' cannot be combined");
  if (body) return load_body(*body, context);
  if (!json) return std::nullopt;
  auto value = load_json(*json, context.variables);
  if (!value) return std::nullopt;
  return BodyJson{*std::move(value)};
}

RequestSpec load_request(const TomlTable& step, std::string_view action, ScenarioContext& context) {
  const auto value = step.require(action);
  const auto text = value ? load_template(*value, context.variables) : std::nullopt;
  const std::string line = text.value_or("");
  const auto space = std::min(line.find(' '), line.size());
  RequestSpec request = load_rest(step, std::string_view(line).substr(0, space), context);
  if (!text) return request;
  if (space == line.size() || space == 0) {
    value->report(fmt::format("invalid request '{}': write \"METHOD target\"", line));
    return request;
  }
  request.method = line.substr(0, space);
  request.target = line.substr(space + 1);
  check_target(request.target, *value);
  return request;
}

RequestSpec load_read_request(const TomlTable& step, ScenarioContext& context) {
  RequestSpec request = load_rest(step, "GET", context);
  const auto value = step.require("read");
  request.method = "GET";
  if (const auto text = value ? load_template(*value, context.variables) : std::nullopt) {
    request.target = *text;
    check_target(*text, *value);
  }
  return request;
}

}  // namespace conform
