#include "harness/scenario/body_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

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
    value->report(fmt::format("'{}' is not hexadecimal: two digits for each byte", *text));
    return std::nullopt;
  }
  return BodyBytes{*std::move(bytes)};
}

/// The path below the folder, or nullopt when it leads out of it.
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
  return fmt::format("there is no file '{}' in {}{}", path, folder.name, did_you_mean(path, known));
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
  auto text = load_template(*repeat, variables);
  const auto most = max_body_bytes / std::max<std::uint64_t>(1, text ? text->size() : 0);
  const auto count = times->integer(0, most);
  if (!text || !count) return std::nullopt;
  return BodyRepeat{*std::move(text), *count};
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
