#include "harness/scenario/body_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

std::optional<JsonTemplate> load_object(const TomlTable& table, VariableScope& scope) {
  auto object = JsonTemplate::object();
  bool complete = true;
  for (const TomlEntry& entry : table.entries()) {
    auto member = load_json(entry.value, scope);
    complete = complete && member.has_value();
    if (member) object[entry.key] = *std::move(member);
  }
  if (!complete) return std::nullopt;
  return object;
}

std::optional<JsonTemplate> load_array(const std::vector<TomlValue>& elements,
                                       VariableScope& scope) {
  auto array = JsonTemplate::array();
  bool complete = true;
  for (const TomlValue& element : elements) {
    auto value = load_json(element, scope);
    complete = complete && value.has_value();
    if (value) array.push_back(*std::move(value));
  }
  if (!complete) return std::nullopt;
  return array;
}

std::optional<JsonTemplate> load_json_number(const TomlValue& value) {
  if (const auto* integer = value.node().as_integer()) return JsonTemplate(integer->get());
  const auto* fraction = value.node().as_floating_point();
  if (fraction != nullptr && std::isfinite(fraction->get())) return JsonTemplate(fraction->get());
  value.report_type("a JSON value (string, number, true or false, list, table)");
  return std::nullopt;
}

constexpr std::uint64_t max_body_bytes = std::uint64_t{256} << 20;

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::optional<std::string> bytes_from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = hex_digit(text[i]);
    const auto low = hex_digit(text[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high << 4 | *low);
  }
  return bytes;
}

std::optional<Body> load_hex(const TomlTable& table) {
  allow_only(table, hex_body_keys());
  const auto value = table.require("hex");
  const auto text = value ? value->text() : std::nullopt;
  if (!text) return std::nullopt;
  auto bytes = bytes_from_hex(*text);
  if (!bytes) {
    value->report(fmt::format("invalid hex '{}': two digits for each byte", *text));
    return std::nullopt;
  }
  return BodyBytes{*std::move(bytes)};
}

/// The path relative to the folder, or nullopt if it leads out of it.
std::optional<std::string> path_inside(const std::string& path) {
  const auto normal = std::filesystem::path(path).lexically_normal();
  if (normal.is_absolute() || normal.empty() || *normal.begin() == "..") return std::nullopt;
  return normal.generic_string();
}

std::string no_such_file(const std::string& path, const SuiteFolder& folder) {
  std::vector<std::string_view> known;
  for (const SuiteFile& file : folder.files) {
    if (!file.path.ends_with(".toml")) known.push_back(file.path);
  }
  return fmt::format("no file '{}' in {}{}", path, folder.name, did_you_mean(path, known));
}

std::optional<Body> load_file(const TomlTable& table, const SuiteFolder& folder) {
  allow_only(table, file_body_keys());
  const auto value = table.require("file");
  const auto text = value ? value->text() : std::nullopt;
  if (!text) return std::nullopt;
  const auto path = path_inside(*text);
  const SuiteFile* file = path ? folder.find(*path) : nullptr;
  if (file == nullptr) {
    value->report(no_such_file(*text, folder));
    return std::nullopt;
  }
  return BodyBytes{file->text};
}

std::optional<Body> load_repeat(const TomlTable& table, VariableScope& variables) {
  allow_only(table, repeat_body_keys());
  const auto repeat = table.require("repeat");
  const auto times = table.require("times");
  if (!repeat || !times) return std::nullopt;
  const bool counts = variables.counts();
  const auto several = table.find("count");
  variables.begin_step(counts || several);
  auto text = load_template(*repeat, variables);
  variables.begin_step(counts);
  const auto most = max_body_bytes / std::max<std::uint64_t>(1, text ? text->size() : 0);
  const auto each = times->integer(0, most);
  if (!text || !each) return std::nullopt;
  const auto count = several ? several->integer(1, most / std::max<std::uint64_t>(1, *each))
                             : std::optional<std::uint64_t>(1);
  if (!count) return std::nullopt;
  return BodyRepeat{*std::move(text), *each, *count};
}

std::optional<Body> load_random(const TomlTable& table) {
  allow_only(table, random_body_keys());
  const auto random = table.require("random");
  const auto seed = table.require("seed");
  if (!random || !seed) return std::nullopt;
  const auto bytes = random->integer(0, max_body_bytes);
  const auto number = seed->integer(0, any_integer);
  if (!bytes || !number) return std::nullopt;
  return BodyRandom{*bytes, *number};
}

std::optional<Body> load_table(const TomlTable& table, ScenarioContext& context) {
  if (table.contains("hex")) return load_hex(table);
  if (table.contains("file")) return load_file(table, context.folder);
  if (table.contains("repeat")) return load_repeat(table, context.variables);
  if (table.contains("random")) return load_random(table);
  table.allow_only({"hex", "file", "repeat", "random"});
  table.report(
      "a body as a table has 'hex', 'file', 'repeat' with 'times', or 'random' with 'seed'");
  return std::nullopt;
}

}  // namespace

std::optional<JsonTemplate> load_json(const TomlValue& value, VariableScope& scope) {
  if (value.node().is_table()) return load_object(*value.table(), scope);
  if (value.node().is_array()) return load_array(*value.list(), scope);
  if (value.node().is_boolean()) return JsonTemplate(value.node().as_boolean()->get());
  if (value.node().is_string()) {
    const auto text = load_template(value, scope);
    return JsonTemplate(text.value_or(""));
  }
  return load_json_number(value);
}

std::optional<Body> load_body(const TomlValue& value, ScenarioContext& context) {
  if (value.node().is_table()) return load_table(*value.table(), context);
  if (!value.node().is_string()) {
    value.report_type("text or a table ('hex', 'file', 'repeat' or 'random')");
    return std::nullopt;
  }
  auto text = load_template(value, context.variables);
  if (!text) return std::nullopt;
  return BodyText{*std::move(text)};
}

bool describes_bytes(const TomlTable& table) {
  static constexpr std::array<std::string_view, 4> keys{"hex", "file", "repeat", "random"};
  return std::any_of(keys.begin(), keys.end(),
                     [&](std::string_view key) { return table.contains(key); });
}

}  // namespace conform
