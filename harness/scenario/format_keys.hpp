// Every key of the format, and what its value looks like. The loader takes no other keys, and the
// schema for editors (schema.hpp) is made of the same tables.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "harness/scenario/toml_reader.hpp"

namespace conform {

/// What a value looks like. Loaders check more than that: that variables exist, that ids are known.
enum class Shape {
  text,
  name,          ///< lowercase letters, digits, "-", "." and "_"
  flag,          ///< true, to be left out otherwise
  boolean,       ///< true or false, which say different things
  count,         ///< an integer of at least 1
  number,        ///< an integer of at least 0
  duration,      ///< "1.2s"
  texts,         ///< a list of texts
  requirements,  ///< a list of ids, "section/slug"
  capabilities,  ///< a list of names of capabilities
  level,
  ruling,  ///< "R3"
  binds,
  harm,
  suite,  ///< tables and lists of tables, each with keys of its own
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
  fields,      ///< names with a text each, or a list of texts
  saves,       ///< variables with what is saved in each
  request,     ///< "METHOD target"
  media_type,  ///< text, or false for none
  body,        ///< text, or a table that tells where bytes come from
  body_test,
  json,  ///< any value
  statuses,
  status_counts,
  value_tests,  ///< names with a test of each value
  until,        ///< an event, or "sent"
  new_connection,
  then,
  either_text_or_number,
};

struct FormatKey {
  std::string_view name;
  Shape shape = Shape::text;
  std::string_view meaning;  ///< for whoever writes it, in one line
  bool required = false;
};

/// A key of a step or of its `expect`, and the actions that it goes with, separated by single
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
/// The keys of which every step has one.
[[nodiscard]] FormatKeys action_keys();
[[nodiscard]] std::span<const StepKey> step_keys();
[[nodiscard]] std::span<const StepKey> expect_keys();
[[nodiscard]] FormatKeys wait_keys();
[[nodiscard]] FormatKeys answer_keys();
[[nodiscard]] FormatKeys elapsed_keys();
[[nodiscard]] FormatKeys event_test_keys();
[[nodiscard]] FormatKeys body_test_keys();
[[nodiscard]] FormatKeys value_test_keys();
/// The tables that tell where the bytes of a body come from.
[[nodiscard]] FormatKeys hex_body_keys();
[[nodiscard]] FormatKeys file_body_keys();
[[nodiscard]] FormatKeys repeat_body_keys();
[[nodiscard]] FormatKeys random_body_keys();

/// requirements.toml and the tables in it.
[[nodiscard]] FormatKeys requirements_file_keys();
[[nodiscard]] FormatKeys section_keys();
[[nodiscard]] FormatKeys requirement_keys();
[[nodiscard]] FormatKeys ruling_keys();

/// Whether `word` is one of the words, which single spaces separate.
[[nodiscard]] bool has_word(std::string_view words, std::string_view word);
[[nodiscard]] std::vector<std::string_view> names_of(FormatKeys keys);
/// Reports every key of the table that is none of these.
void allow_only(const TomlTable& table, FormatKeys keys);

}  // namespace conform
