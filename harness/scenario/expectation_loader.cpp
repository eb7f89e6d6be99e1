#include "harness/scenario/expectation_loader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/http/ascii.hpp"
#include "harness/scenario/body_loader.hpp"
#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/step_keys.hpp"
#include "harness/scenario/test_loader.hpp"

namespace conform {
namespace {

class ExpectationLoader {
 public:
  ExpectationLoader(const TomlTable& table, ScenarioContext& context)
      : table_(table), context_(context) {}

  Expectation load(Place place) {
    expectation_.place = std::move(place);
    load_head();
    load_content();
    load_events();
    load_elapsed();
    load_many();
    load_read();
    return std::move(expectation_);
  }

 private:
  void load_head() {
    if (const auto value = table_.find("status")) {
      expectation_.status = load_statuses(*value, context_.variables);
    }
    const auto headers = find_table("header");
    if (!headers) return;
    for (const TomlEntry& entry : headers->entries()) {
      if (!http::is_token(entry.key)) {
        headers->report(entry.key_place, fmt::format("invalid header name '{}'", entry.key));
      }
      expectation_.headers.push_back(
          {entry.key, load_value_tests(entry.value, context_.variables)});
    }
  }

  void load_content() {
    if (const auto value = table_.find("body")) {
      expectation_.body = load_body_test(*value, context_);
    }
    expectation_.json = find_json("json");
    expectation_.json_includes = find_json("json_includes");
  }

  void load_events() {
    if (const auto value = table_.find("events")) {
      for (const TomlValue& element : value->list().value_or(std::vector<TomlValue>{})) {
        if (auto test = load_event_test(element, context_)) {
          expectation_.events.push_back(*std::move(test));
        }
      }
    }
    if (const auto value = table_.find("event_data")) {
      expectation_.event_data = load_body_test(*value, context_);
    }
    expectation_.event_json = find_json("event_json");
    if (const auto value = table_.find("response_ends"))
      expectation_.response_ends = value->boolean();
  }

  void load_elapsed() {
    expectation_.at_once = table_.contains("at_once");
    const auto elapsed = find_table("elapsed");
    if (!elapsed) return;
    allow_only(*elapsed, elapsed_keys());
    if (const auto value = elapsed->find("at_least")) expectation_.at_least = value->duration();
    if (const auto value = elapsed->find("at_most")) expectation_.at_most = value->duration();
  }

  void load_many() {
    if (const auto counts = find_table("status_counts")) {
      for (const TomlEntry& entry : counts->entries()) {
        check_status(entry.key, entry.value, context_.variables);
        const auto count = entry.value.integer(0, any_integer);
        expectation_.status_counts.emplace_back(entry.key, count.value_or(0));
      }
    }
    if (const auto value = table_.find("distinct")) {
      expectation_.distinct = value->texts().value_or(expectation_.distinct);
    }
  }

  void load_read() {
    if (const auto value = table_.find("tail")) {
      expectation_.tail = load_template(*value, context_.variables);
    }
    if (const auto value = table_.find("closed")) expectation_.closed = value->boolean();
  }

  [[nodiscard]] std::optional<TomlTable> find_table(std::string_view key) const {
    const auto value = table_.find(key);
    return value ? value->table() : std::nullopt;
  }

  [[nodiscard]] std::optional<JsonTemplate> find_json(std::string_view key) {
    const auto value = table_.find(key);
    return value ? load_json(*value, context_.variables) : std::nullopt;
  }

  TomlTable table_;
  ScenarioContext& context_;
  Expectation expectation_;
};

void check_count_keys(const TomlTable& table, const StepShape& step) {
  if (const auto counts = table.find("status_counts"); counts && !step.concurrently) {
    counts->report("'status_counts' needs 'concurrently'");
  }
  if (const auto distinct = table.find("distinct"); distinct && !step.concurrently && !step.times) {
    distinct->report("'distinct' needs 'concurrently' or 'times'");
  }
}

/// Removes the first word of a text, with the following space, and returns it.
std::string_view take_word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  const auto word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

/// RFC 6901, section 3, not empty: "~" must be followed by 0 or 1.
bool is_pointer(std::string_view text) {
  if (!text.starts_with('/')) return false;
  for (auto tilde = text.find('~'); tilde != std::string_view::npos;
       tilde = text.find('~', tilde + 1)) {
    const auto next = text.substr(tilde + 1, 1);
    if (next != "0" && next != "1") return false;
  }
  return true;
}

std::optional<Save::From> bare_source(std::string_view kind) {
  if (kind == "status") return Save::From::status;
  if (kind == "tag") return Save::From::tag;
  if (kind == "body") return Save::From::body;
  if (kind == "length") return Save::From::length;
  if (kind == "elapsed") return Save::From::elapsed;
  return std::nullopt;
}

/// Fills `from`, `name` and `pointer`; false if the text has none of the forms.
bool parse_source(std::string_view text, Save& save) {
  const auto kind = take_word(text);
  if (const auto from = bare_source(kind)) {
    save.from = *from;
    return text.empty();
  }
  if (kind == "header") {
    save.from = Save::From::header;
    save.name = text;
    return http::is_token(text);
  }
  if (kind == "event") save.name = take_word(text);
  save.from = kind == "event" ? Save::From::event : Save::From::json;
  save.pointer = text;
  return (kind == "json" || (kind == "event" && !save.name.empty())) && is_pointer(text);
}

}  // namespace

std::optional<Expectation> load_expectation(const TomlValue& value, const StepShape& step,
                                            ScenarioContext& context) {
  const auto table = value.table();
  if (!table) return std::nullopt;
  check_expect_keys(*table, step.action);
  if (step.action == "send") check_count_keys(*table, step);
  if (table->entries().empty()) value.report("'expect' is empty");
  return ExpectationLoader(*table, context).load(value.place());
}

std::vector<Save> load_saves(const TomlValue& value, VariableScope& scope) {
  std::vector<Save> saves;
  const auto table = value.table();
  if (!table) return saves;
  for (const TomlEntry& entry : table->entries()) {
    scope.save(entry.key, entry.value);
    const auto text = entry.value.text();
    if (!text) continue;
    Save save;
    save.variable = entry.key;
    save.place = entry.key_place;
    if (!parse_source(*text, save)) {
      entry.value.report(
          fmt::format("cannot save '{}': write \"header NAME\", \"tag\", \"status\", \"body\", "
                      "\"length\", \"elapsed\", \"json /pointer\" or \"event TYPE /pointer\"",
                      *text));
    }
    saves.push_back(std::move(save));
  }
  return saves;
}

}  // namespace conform
