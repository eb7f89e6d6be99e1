#include "harness/scenario/toml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/bounded_toml.hpp"
#include "harness/scenario/duration.hpp"
#include "harness/scenario/nearest.hpp"

namespace conform {
namespace {

constexpr std::size_t max_file_bytes = std::size_t{8} << 20;

std::string_view kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::none:
      return "nothing";
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a fraction";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return "a date or time";
  }
  return "something else";
}

Place place_of(const toml::source_position& position, const TomlSource& source) {
  return {source.file, position.line, position.column};
}

std::string limits(std::uint64_t least, std::uint64_t most) {
  if (most == any_integer) return fmt::format("an integer of at least {}", least);
  return fmt::format("an integer from {} to {}", least, most);
}

}  // namespace

Place TomlValue::place() const {
  return place_of(node_->source().begin, *source_);
}

std::optional<std::string> TomlValue::text() const {
  if (const auto* value = node_->as_string()) return value->get();
  report_type("text");
  return std::nullopt;
}

std::optional<bool> TomlValue::boolean() const {
  if (const auto* value = node_->as_boolean()) return value->get();
  report_type("true or false");
  return std::nullopt;
}

std::optional<std::uint64_t> TomlValue::integer(std::uint64_t least, std::uint64_t most) const {
  const auto* value = node_->as_integer();
  if (value == nullptr) {
    report_type(limits(least, most));
    return std::nullopt;
  }
  const auto number = static_cast<std::uint64_t>(value->get());
  if (value->get() < 0 || number < least || number > most) {
    report(fmt::format("'{}' must be {}, not {}", name_, limits(least, most), value->get()));
    return std::nullopt;
  }
  return number;
}

std::optional<Duration> TomlValue::duration() const {
  const auto* value = node_->as_string();
  if (value == nullptr) {
    report_type("a length of time (\"300ms\", \"1.2s\", \"2m\" or \"1h\")");
    return std::nullopt;
  }
  const auto duration = parse_duration(value->get());
  if (duration) return *duration;
  report(duration.error());
  return std::nullopt;
}

std::optional<TomlTable> TomlValue::table() const {
  if (const auto* value = node_->as_table()) return TomlTable(*value, *source_);
  report_type("a table");
  return std::nullopt;
}

std::optional<std::vector<TomlValue>> TomlValue::list() const {
  const auto* array = node_->as_array();
  if (array == nullptr) {
    report_type("a list");
    return std::nullopt;
  }
  std::vector<TomlValue> values;
  for (const toml::node& element : *array) {
    values.emplace_back(element, fmt::format("{}[{}]", name_, values.size()), *source_);
  }
  return values;
}

std::optional<std::vector<std::string>> TomlValue::texts() const {
  const auto values = list();
  if (!values) return std::nullopt;
  std::vector<std::string> texts;
  for (const TomlValue& value : *values) {
    if (auto text = value.text()) texts.push_back(*std::move(text));
  }
  return texts;
}

void TomlValue::report(std::string message) const {
  source_->errors.add(place(), std::move(message));
}

void TomlValue::report_type(std::string_view what) const {
  report(fmt::format("'{}' must be {}, not {}", name_, what, kind_of(*node_)));
}

Place TomlTable::place() const {
  return place_of(table_->source().begin, *source_);
}

std::optional<TomlValue> TomlTable::find(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  return TomlValue(*node, std::string(key), *source_);
}

std::optional<TomlValue> TomlTable::require(std::string_view key) const {
  auto value = find(key);
  if (!value) report(fmt::format("'{}' is missing", key));
  return value;
}

std::string TomlTable::require_text(std::string_view key) const {
  const auto value = require(key);
  if (!value) return {};
  auto text = value->text();
  if (text && text->empty()) value->report(fmt::format("'{}' must not be empty", key));
  return std::move(text).value_or("");
}

std::string TomlTable::text_or_empty(std::string_view key) const {
  const auto value = find(key);
  return value ? value->text().value_or("") : "";
}

std::vector<TomlEntry> TomlTable::entries() const {
  std::vector<TomlEntry> entries;
  for (const auto& [key, node] : *table_) {
    entries.push_back({std::string(key.str()), place_of(key.source().begin, *source_),
                       TomlValue(node, std::string(key.str()), *source_)});
  }
  std::sort(entries.begin(), entries.end(), [](const TomlEntry& a, const TomlEntry& b) {
    return std::pair(a.key_place.line, a.key_place.column) <
           std::pair(b.key_place.line, b.key_place.column);
  });
  return entries;
}

void TomlTable::allow_only(std::span<const std::string_view> keys) const {
  for (const TomlEntry& entry : entries()) {
    if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
    report(entry.key_place, unknown_key(entry.key, keys));
  }
}

std::optional<toml::table> parse_toml(std::string_view text, const TomlSource& source) {
  if (text.size() > max_file_bytes) {
    source.errors.add({source.file, 1, 1},
                      fmt::format("the file is larger than {} MiB", max_file_bytes >> 20));
    return std::nullopt;
  }
  auto result = bounded_toml(text, source.file);
  if (result) return std::move(result).table();
  const toml::parse_error& error = result.error();
  source.errors.add(place_of(error.source().begin, source), std::string(error.description()));
  return std::nullopt;
}

}  // namespace conform
