// Views of a parsed TOML file that know their place in it and report values that are not as
// expected. Only the loader's own files include this.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/http/instant.hpp"
#include "harness/scenario/load_error.hpp"
#include "harness/scenario/toml.hpp"

namespace conform {

/// The file being read and where its errors go.
struct TomlSource {
  std::string file;
  ErrorLog& errors;
};

class TomlTable;

/// The largest TOML integer.
inline constexpr std::uint64_t any_integer = INT64_MAX;

/// A value and its name in messages. Each accessor reports a value of the wrong type.
class TomlValue {
 public:
  TomlValue(const toml::node& node, std::string name, const TomlSource& source)
      : node_(&node), source_(&source), name_(std::move(name)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Place place() const;
  [[nodiscard]] const toml::node& node() const { return *node_; }

  [[nodiscard]] std::optional<std::string> text() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<std::uint64_t> integer(std::uint64_t least, std::uint64_t most) const;
  [[nodiscard]] std::optional<Duration> duration() const;
  [[nodiscard]] std::optional<TomlTable> table() const;
  /// The elements of a list.
  [[nodiscard]] std::optional<std::vector<TomlValue>> list() const;
  [[nodiscard]] std::optional<std::vector<std::string>> texts() const;

  /// Reports an error at this value.
  void report(std::string message) const;
  /// Reports that it is not `what`: "'title' must be text, not an integer".
  void report_type(std::string_view what) const;

 private:
  const toml::node* node_;
  const TomlSource* source_;
  std::string name_;
};

struct TomlEntry {
  std::string key;
  Place key_place;
  TomlValue value;
};

class TomlTable {
 public:
  TomlTable(const toml::table& table, const TomlSource& source)
      : table_(&table), source_(&source) {}

  [[nodiscard]] Place place() const;
  [[nodiscard]] bool contains(std::string_view key) const { return table_->contains(key); }
  [[nodiscard]] std::optional<TomlValue> find(std::string_view key) const;
  /// Reports a missing key.
  [[nodiscard]] std::optional<TomlValue> require(std::string_view key) const;
  /// Text that is required and not empty; returns an empty text after reporting an error.
  [[nodiscard]] std::string require_text(std::string_view key) const;
  /// Optional text.
  [[nodiscard]] std::string text_or_empty(std::string_view key) const;
  /// In file order, which toml++ itself does not keep.
  [[nodiscard]] std::vector<TomlEntry> entries() const;

  /// Reports every key that is not in the list.
  void allow_only(std::span<const std::string_view> keys) const;
  void allow_only(std::initializer_list<std::string_view> keys) const {
    allow_only(std::span(keys.begin(), keys.size()));
  }

  void report(std::string message) const { source_->errors.add(place(), std::move(message)); }
  void report(const Place& place, std::string message) const {
    source_->errors.add(place, std::move(message));
  }

 private:
  const toml::table* table_;
  const TomlSource* source_;
};

/// Parses a file; reports syntax errors.
[[nodiscard]] std::optional<toml::table> parse_toml(std::string_view text,
                                                    const TomlSource& source);

}  // namespace conform
