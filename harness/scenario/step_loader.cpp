#include "harness/scenario/step_loader.hpp"

#include <fmt/format.h>

#include "harness/scenario/body_loader.hpp"
#include "harness/scenario/builtin_variable.hpp"
#include "harness/scenario/expectation_loader.hpp"
#include "harness/scenario/format_keys.hpp"
#include "harness/scenario/request_loader.hpp"
#include "harness/scenario/step_keys.hpp"
#include "harness/scenario/test_loader.hpp"

namespace conform {
namespace {

constexpr std::uint64_t max_requests = 10'000;
constexpr std::uint64_t max_skipped = 1'000;
constexpr std::uint64_t max_filled = 1'000'000;

std::uint64_t load_count(const TomlTable& table, std::string_view key) {
  const auto value = table.find(key);
  return value ? value->integer(1, max_requests).value_or(1) : 1;
}

Action load_send(const TomlTable& table, ScenarioContext& context) {
  if (const auto times = table.find("times"); times && table.contains("concurrently")) {
    times->report("'concurrently' and 'times' cannot be combined");
  }
  SendStep step;
  step.request = load_request(table, "send", context);
  step.concurrently = load_count(table, "concurrently");
  step.times = load_count(table, "times");
  return step;
}

Action load_read(const TomlTable& table, ScenarioContext& context) {
  ReadStep step;
  step.request = load_read_request(table, context);
  if (const auto from = table.find("from")) {
    step.from = load_template(*from, context.variables).value_or(step.from);
  }
  return step;
}

void load_until(const TomlValue& until, OpenStep& step, ScenarioContext& context) {
  step.until_sent = until.node().value_exact<std::string>() == "sent";
  if (!step.until_sent) step.until = load_event_test(until, context);
}

/// Before it is complete, a request can only be answered with an error.
void load_hold(const TomlTable& table, OpenStep& step) {
  const auto hold = table.find("hold");
  if (!hold) return;
  step.request.held_bytes = hold->integer(1, max_filled).value_or(1);
  if (!step.until_sent) hold->report("'hold' needs until = \"sent\"");
  if (!step.request.body) hold->report("'hold' needs a 'body'");
}

/// What is held back at the end of a body is its last chunk.
void check_parts(const TomlTable& table, const OpenStep& step) {
  const auto& parts = step.request.held_parts;
  const auto body = table.find("body");
  if (parts.empty() || !body) return;
  if (!step.until_sent) body->report("a body with a part held back needs until = \"sent\"");
  if (table.contains("hold")) body->report("'hold' cannot be combined with a list of parts");
  const auto* last = std::get_if<BodyText>(&parts.back());
  const bool nothing_follows = last != nullptr && last->text.empty();
  if (nothing_follows && !step.request.chunked) {
    body->report("{ hold = true } at the end of a body needs chunked = true");
  }
}

Action load_open(const TomlTable& table, ScenarioContext& context) {
  OpenStep step;
  step.request = load_request(table, "open", context);
  if (const auto until = table.find("until")) load_until(*until, step, context);
  if (!table.contains("as")) table.report("'open' needs a name: 'as'");
  load_hold(table, step);
  check_parts(table, step);
  return step;
}

/// The label in `value`, which must be that of an earlier `open`.
std::string load_reader(const TomlValue& value, const LabelScope& labels) {
  const auto label = value.text();
  if (label) labels.use_open(*label, value);
  return label.value_or("");
}

Action load_hang_up(const TomlTable& table, const TomlValue& value, const LabelScope& labels) {
  return HangUpStep{load_reader(value, labels), table.contains("reset")};
}

Action load_await(const TomlTable& table, const TomlValue& value, const LabelScope& labels) {
  return AwaitStep{load_reader(value, labels), table.contains("may_be_cut")};
}

std::string load_hook(const TomlValue& value, const VariableScope& scope) {
  const auto name = value.text();
  if (!name) return {};
  if (!is_own_name(*name)) {
    value.report(fmt::format("invalid name '{}': use letters, digits, '-' and '_'", *name));
  } else if (!scope.mentions_hook(*name)) {
    value.report(fmt::format("no earlier step uses {{hook:{}}}, so nobody knows its URL", *name));
  }
  return *name;
}

void load_wait_until(const TomlValue& until, WaitStep& step, ScenarioContext& context) {
  step.is_swept = until.node().value_exact<std::string>() == "{delay}";
  if (!step.is_swept) {
    step.until = until.duration().value_or(step.until);
  } else if (context.sweep) {
    step.until = context.sweep->delays.back();
    context.uses_sweep = true;
  } else {
    until.report("{delay} needs a 'sweep' of the scenario");
  }
}

WaitStep load_wait_table(const TomlTable& wait, ScenarioContext& context) {
  allow_only(wait, wait_keys());
  WaitStep step;
  if (const auto until = wait.require("until")) load_wait_until(*until, step, context);
  if (const auto plus = wait.find("plus")) step.plus = load_reader(*plus, context.labels);
  if (const auto arrival = wait.find("arrival")) {
    step.arrival = load_hook(*arrival, context.variables);
    for (const auto* other : {"after", "no_later_than"}) {
      const auto conflict = wait.find(other);
      if (conflict) conflict->report(fmt::format("'{}' cannot be combined with 'arrival'", other));
    }
    return step;
  }
  if (const auto after = wait.require("after")) {
    const auto label = after->text();
    if (label) context.labels.use(*label, *after);
    step.after = label.value_or("");
  }
  if (const auto latest = wait.find("no_later_than")) {
    step.no_later_than = latest->duration();
    if (step.no_later_than && *step.no_later_than <= step.until) {
      latest->report("'no_later_than' must be longer than 'until'");
    }
  }
  return step;
}

Action load_wait(const TomlValue& value, ScenarioContext& context) {
  const auto wait = value.table();
  return wait ? load_wait_table(*wait, context) : WaitStep{};
}

void load_answer(const TomlTable& answer, ReceiveStep& step, ScenarioContext& context) {
  allow_only(answer, answer_keys());
  if (const auto status = answer.find("status")) {
    step.status = static_cast<int>(status->integer(100, 599).value_or(200));
  }
  step.headers = load_headers(answer, {}, context.variables);
  step.body = load_message_body(answer, context);
}

Action load_receive(const TomlTable& table, const TomlValue& hook, ScenarioContext& context) {
  ReceiveStep step;
  step.hook = load_hook(hook, context.variables);
  if (const auto none = table.find("none")) {
    step.none = none->boolean().value_or(false);
    if (!table.contains("within")) none->report("'none' needs 'within': how long to wait");
  }
  if (const auto answer = table.find("answer")) {
    if (const auto fields = answer->table()) load_answer(*fields, step, context);
  }
  if (const auto keys = table.find("signed_by")) {
    step.signed_by = load_template(*keys, context.variables);
  }
  return step;
}

std::optional<AfterSending> after_sending_from(std::string_view text) {
  if (text == "end") return AfterSending::end;
  if (text == "hang_up") return AfterSending::hang_up;
  if (text == "reset") return AfterSending::reset;
  return std::nullopt;
}

/// The body is built from the bytes variable and from variables that later steps expect.
void load_raw_body(const TomlTable& table, RawStep& step, VariableScope& variables) {
  const auto fill = table.find("pad_to");
  const auto body = table.find("body");
  if (fill) step.body_bytes = fill->integer(1, max_filled).value_or(0);
  if (fill && !body) fill->report("'pad_to' needs 'body'");
  if (!body) return;
  step.body = load_template(*body, variables);
  variables.save("body", *body);
}

Action load_raw(const TomlTable& table, const TomlValue& bytes, ScenarioContext& context) {
  RawStep step;
  load_raw_body(table, step, context.variables);
  step.bytes = load_template(bytes, context.variables).value_or("");
  if (const auto answers = table.find("after_answers")) {
    step.after_answers = static_cast<unsigned>(answers->integer(1, max_skipped).value_or(0));
  }
  if (const auto pieces = table.find("pieces")) {
    step.piece_bytes = pieces->integer(1, max_filled).value_or(0);
  }
  if (const auto then = table.find("then")) {
    const auto known = after_sending_from(then->text().value_or(""));
    if (!known) then->report("'then' is \"end\", \"hang_up\" or \"reset\"");
    step.then = known.value_or(AfterSending::listen);
  }
  if (const auto any_answer = table.find("any_answer")) {
    step.any_answer = any_answer->boolean().value_or(false);
  }
  return step;
}

/// A step that checks variables and sends nothing.
Expectation load_check(const TomlValue& value, ScenarioContext& context) {
  Expectation expectation;
  expectation.place = value.place();
  if (value.node().is_boolean()) {
    value.report("'check' contains the tests itself: { \"{tail}\" = { not = \"{start}\" } }");
    return expectation;
  }
  const auto values = value.table();
  if (!values) return expectation;
  if (values->entries().empty()) value.report("'check' is empty");
  for (const TomlEntry& entry : values->entries()) {
    context.variables.use(entry.key, entry.value);
    if (entry.value.node().is_boolean()) entry.value.report("a saved value is always present");
    for (ValueTest& test : load_value_tests(entry.value, context.variables)) {
      expectation.values.emplace_back(entry.key, std::move(test));
    }
  }
  return expectation;
}

/// What the step itself tests, apart from being part of the scenario.
std::vector<std::string> load_step_proves(const TomlTable& table, const ScenarioContext& context) {
  const auto tests = table.find("tests");
  const auto proves = table.find("proves");
  if (tests && proves) tests->report("'tests' and 'proves' cannot be combined");
  if (proves) return load_proves(*proves, context.requirements);
  if (!tests) return {};
  if (tests->boolean() == false) tests->report("'tests' can only be true");
  return context.proves;
}

/// `value` is the value of the action key.
Action load_action(std::string_view action, const TomlValue& value, const TomlTable& table,
                   ScenarioContext& context) {
  if (action == "send") return load_send(table, context);
  if (action == "read") return load_read(table, context);
  if (action == "open") return load_open(table, context);
  if (action == "await") return load_await(table, value, context.labels);
  if (action == "hang_up") return load_hang_up(table, value, context.labels);
  if (action == "pause") return PauseStep{load_reader(value, context.labels)};
  if (action == "resume") return ResumeStep{load_reader(value, context.labels)};
  if (action == "wait") return load_wait(value, context);
  if (action == "receive") return load_receive(table, value, context);
  if (action == "raw") return load_raw(table, value, context);
  return CheckStep{};
}

std::vector<Save> load_step_saves(const TomlValue& value, std::string_view action,
                                  VariableScope& scope) {
  std::vector<Save> saves = load_saves(value, scope);
  for (const Save& save : saves) {
    const bool only_in_answers = save.from == Save::From::status || save.from == Save::From::event;
    if (action == "receive" && only_in_answers) {
      value.report(
          fmt::format("'{}': a received request has no status and no events", save.variable));
    }
  }
  return saves;
}

}  // namespace

std::optional<Step> load_step(const TomlTable& table, ScenarioContext& context) {
  const auto action = find_action(table);
  const auto value = action ? table.find(*action) : std::nullopt;
  if (!value) return std::nullopt;
  check_step_keys(table, *action);
  const StepShape shape{*action, table.contains("concurrently"), table.contains("times")};
  context.variables.begin_step(shape.concurrently || shape.times);

  Step step;
  step.place = table.place();
  step.action = load_action(*action, *value, table, context);
  if (const auto within = table.find("within")) step.within = within->duration();
  step.tests = table.contains("tests");
  step.proves = load_step_proves(table, context);
  if (*action == "check") step.expect = load_check(*value, context);
  if (const auto expect = table.find("expect"); expect && *action != "check") {
    step.expect = load_expectation(*expect, shape, context);
  }
  if (const auto refusal = table.find("may_refuse")) {
    step.may_refuse = load_statuses(*refusal, context.variables);
  }
  // Must come last: a step may use neither its own label nor the variables that it saves.
  if (const auto save = table.find("save")) {
    step.save = load_step_saves(*save, *action, context.variables);
  }
  if (const auto label = table.find("as")) {
    step.label = label->text().value_or("");
    context.labels.define(step.label, *action, *label);
  }
  return step;
}

}  // namespace conform
