// Every key of the format, and the type of its value. The loader accepts no other keys, and the
// schema for editors (schema.hpp) is generated from the same tables.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// The type of a value. Loaders check more than that: that variables exist, that ids are known.
enum class Shape {
  text,
  name,          ///< lowercase letters, digits, "-", "." and "_"
  flag,          ///< true; otherwise omitted
  boolean,       ///< true or false, both meaningful
  count,         ///< an integer of at least 1
  number,        ///< an integer of at least 0
  duration,      ///< "1.2s"
  texts,         ///< a list of strings
  requirements,  ///< a list of ids, "section/slug"
  capabilities,  ///< a list of capability names
  level,
  ruling,  ///< "R3"
  binds,
  harm,
  suite,  ///< tables and lists of tables, each with its own keys
  scenarios,
  cases,
  steps,
  wait,
  answer,
  expectation,
  elapsed,
  events,
  sections,
  requirement_tables,
  rulings,
  fields,      ///< names, each with a text or a list of texts
  saves,       ///< variables and what is saved in each
  request,     ///< "METHOD target"
  media_type,  ///< text, or false for none
  body,        ///< text, or a table that gives the source of the bytes
  body_parts,  ///< the same, or a list of parts with { hold = true } between them
  body_test,
  json,  ///< any value
  statuses,
  status_counts,
  value_tests,  ///< names, each with a test of its value
  until,        ///< an event, or "sent"
  sweep,
  new_connection,
  then,
  either_text_or_number,
};

struct FormatKey {
  std::string_view name;
  Shape shape = Shape::text;
  std::string_view meaning;  ///< one-line description for authors
  bool required = false;
};

/// A key of a step or of its `expect`, and the actions that it is allowed with, separated by single
/// spaces.
struct StepKey {
  FormatKey key;
  std::string_view actions;
};

using FormatKeys = std::span<const FormatKey>;

/// A suite's file and the tables in it.
[[nodiscard]] FormatKeys file_keys();
[[nodiscard]] FormatKeys suite_keys();
[[nodiscard]] FormatKeys scenario_keys();
/// The action keys: every step has exactly one.
[[nodiscard]] FormatKeys action_keys();
[[nodiscard]] std::span<const StepKey> step_keys();
[[nodiscard]] std::span<const StepKey> expect_keys();
[[nodiscard]] FormatKeys wait_keys();
[[nodiscard]] FormatKeys sweep_keys();
[[nodiscard]] FormatKeys hold_keys();
[[nodiscard]] FormatKeys answer_keys();
[[nodiscard]] FormatKeys elapsed_keys();
[[nodiscard]] FormatKeys event_test_keys();
[[nodiscard]] FormatKeys body_test_keys();
[[nodiscard]] FormatKeys value_test_keys();
/// The tables that give the source of a body.
[[nodiscard]] FormatKeys hex_body_keys();
[[nodiscard]] FormatKeys file_body_keys();
[[nodiscard]] FormatKeys repeat_body_keys();
[[nodiscard]] FormatKeys random_body_keys();

/// requirements.toml and the tables in it.
[[nodiscard]] FormatKeys requirements_file_keys();
[[nodiscard]] FormatKeys section_keys();
[[nodiscard]] FormatKeys requirement_keys();
[[nodiscard]] FormatKeys ruling_keys();

/// Whether `word` is one of the space-separated words.
[[nodiscard]] bool has_word(std::string_view words, std::string_view word);
[[nodiscard]] std::vector<std::string_view> names_of(FormatKeys keys);
/// Reports every key of the table that is not in the list.
void allow_only(const TomlTable& table, FormatKeys keys);

}  // namespace conform
