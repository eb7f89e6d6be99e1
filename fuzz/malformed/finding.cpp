#include "fuzz/malformed/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <stdexcept>

#include "fuzz/malformed/stimulus.hpp"
#include "harness/run/reproducer.hpp"
#include "harness/run/rule_results.hpp"

namespace conform::malformed {
namespace {

using namespace std::chrono_literals;

/// A step that is not under test need not wait long for an answer.
constexpr Duration answer_time = 500ms;

/// The act makes every choice that the other makes, apart from 0.
bool includes(const Act& act, const Act& other) {
  for (std::size_t i = 0; i < fields; ++i) {
    const auto field = static_cast<Field>(i);
    if (other[field] != 0 && act[field] != other[field]) return false;
  }
  return true;
}

/// Writes a sequence as the steps of a scenario.
class Script {
 public:
  explicit Script(const Finding& finding)
      : act_results_(finding.reduction.execution.act_results),
        violation_(*finding.shown().violation),
        last_(finding.shown().act_result->number) {}

  std::vector<Step> steps() {
    create(front_stream, act_results_.front().front_content);
    create(behind_stream, act_results_.front().behind_content);
    if (violation_.stream == witness_stream) create(witness_stream, "");
    for (std::size_t i = 0; i < last_; ++i) {
      create(own_stream(i + 1), own_content);
      create(canary_stream(i + 1), canary_content);
      write(act_results_[i]);
    }
    if (violation_.stream == witness_stream) {
      see_witness();
    } else if (violation_.content) {
      read(violation_.stream).expect = violation_.content;
    }
    drop_unused_streams();
    return std::move(steps_);
  }

 private:
  void create(const std::string& stream, const std::string& content) {
    RequestSpec request = request_to("PUT", stream);
    request.headers = {{"Content-Type", "text/plain"}};
    if (!content.empty()) request.body = BodyBytes{content};
    add(SendStep{request, 1, 1});
  }

  void write(const ActResult& act_result) {
    RawStep raw = act_result.step;
    const bool is_last = act_result.number == last_;
    if (is_last && violation_.raw) {
      raw.after_answers = violation_.answer;
      add(raw).expect = violation_.raw;
      return;
    }
    raw.any_answer = true;
    add(raw).within = answer_time;
  }

  void see_witness() {
    RequestSpec append = request_to("POST", witness_stream);
    append.headers = {{"Content-Type", "text/plain"}};
    append.body = BodyText{"served"};
    Expectation served;
    served.status = {"204"};
    add(SendStep{append, 1, 1}).expect = served;
    Expectation shown;
    shown.status = {"200"};
    shown.body = BodyTest{};
    shown.body->equals = BodyText{"served"};
    read(witness_stream).expect = shown;
    steps_[steps_.size() - 2].proves = {"H/refuses-cleanly"};
  }

  Step& read(const std::string& stream) {
    RequestSpec request = request_to("GET", stream);
    request.query = {{"offset", "-1"}, {"fresh", "{run}"}};
    return add(SendStep{request, 1, 1});
  }

  static RequestSpec request_to(const char* method, const std::string& stream) {
    RequestSpec request;
    request.method = method;
    request.target = fmt::format("{{s:{}}}", stream);
    return request;
  }

  Step& add(Action action) {
    Step step;
    step.action = std::move(action);
    steps_.push_back(std::move(step));
    return steps_.back();
  }

  /// A scenario creates only what it uses.
  void drop_unused_streams() {
    std::string used;
    for (const auto& step : steps_) {
      if (const auto* raw = std::get_if<RawStep>(&step.action)) {
        used += raw->bytes + raw->body.value_or("");
      }
    }
    std::erase_if(steps_, [&](const Step& step) {
      const auto* send = std::get_if<SendStep>(&step.action);
      if (send == nullptr || send->request.method != "PUT") return false;
      const auto name = send->request.target.substr(3);
      return name != violation_.stream + "}" && used.find(":" + name) == std::string::npos;
    });
  }

  const std::vector<ActResult>& act_results_;
  const RuleViolation& violation_;
  std::size_t last_;
  std::vector<Step> steps_;
};

/// The act, and the exchange that shows its effect.
std::vector<Exchange> exchanges_of(const Execution::Shown& shown) {
  const auto& act_result = *shown.act_result;
  std::vector<Exchange> exchanges{shortened(act_result.raw)};
  if (shown.violation->stream == witness_stream) {
    exchanges.push_back(shortened(act_result.append));
    exchanges.push_back(shortened(act_result.witness));
  } else if (shown.violation->stream == canary_stream(act_result.number)) {
    exchanges.push_back(shortened(act_result.canary));
  } else if (!shown.violation->stream.empty()) {
    exchanges.push_back(shortened(act_result.own));
  }
  return exchanges;
}

/// The same, after the creation of the streams that it needs.
std::deque<Exchange> all_exchanges(const Finding& finding) {
  const auto& execution = finding.reduction.execution;
  const auto shown = finding.shown();
  std::string named = shown.violation->stream;
  std::deque<Exchange> raw;
  for (const auto& act_result : execution.act_results) {
    named += act_result.bytes;
    if (&act_result == shown.act_result) break;
    raw.push_back(act_result.raw);
  }
  std::deque<Exchange> exchanges;
  for (const auto& exchange : execution.preparation) {
    const bool is_named = named.find(exchange.stream) != std::string::npos;
    if (exchange.request.method == "PUT" && is_named) exchanges.push_back(exchange);
  }
  exchanges.insert(exchanges.end(), raw.begin(), raw.end());
  for (auto& exchange : exchanges_of(shown)) exchanges.push_back(std::move(exchange));
  return exchanges;
}

/// A single delay may be due to the machine; a change of a stream is not.
bool is_certain(const Finding& finding) {
  const auto& reduction = finding.reduction;
  const auto& rule = finding.rule.id;
  const bool takes_time = rule == "malformed.never-hangs" || rule == "malformed.others-served";
  return reduction.stable() || reduction.execution.server_down || !takes_time;
}

}  // namespace

Execution::Shown Finding::shown() const {
  const auto shown = reduction.execution.violation_of(rule.id);
  if (shown.violation == nullptr) {
    throw std::logic_error("a finding without the violation that it is about");
  }
  return shown;
}

bool same_cause(const Finding& finding, const Sequence& sequence) {
  return std::all_of(finding.reduction.sequence.begin(), finding.reduction.sequence.end(),
                     [&](const Act& needed) {
                       return std::any_of(sequence.begin(), sequence.end(),
                                          [&](const Act& act) { return includes(act, needed); });
                     });
}

bool is_about_framing(const Finding& finding) {
  const auto& sequence = finding.reduction.sequence;
  return std::any_of(sequence.begin(), sequence.end(), [](const Act& act) {
    return act[Field::framing] != 0 || act[Field::chunks] != 0;
  });
}

Scenario scenario_of(const Finding& finding) {
  Scenario scenario;
  scenario.id = finding.id;
  scenario.suite = finding.id.substr(0, finding.id.find('.'));
  scenario.title = finding.rule.title;
  scenario.level = finding.rule.level;
  scenario.proves = {finding.rule.requirement};
  scenario.needs = {"raw"};
  scenario.ruling = finding.rule.ruling;
  scenario.steps = Script(finding).steps();
  return scenario;
}

Result result_of(const Finding& finding) {
  const auto shown = finding.shown();
  Result result;
  result.id = finding.id;
  result.suite = "found";
  result.title = finding.rule.title;
  result.level = finding.rule.level;
  result.requirements = {finding.rule.requirement};
  result.ruling = finding.rule.ruling;
  result.verdict = is_certain(finding) ? broken(finding.rule.level) : Verdict::inconclusive;
  result.message = fmt::format("expected {}, got {}", shown.violation->mismatch.expected,
                               shown.violation->mismatch.got);
  const auto& reduction = finding.reduction;
  if (!reduction.stable() && !reduction.execution.server_down) {
    result.message = fmt::format("unstable, seen in {} of {} runs: {}", reduction.confirmed + 1,
                                 reduction.confirmations + 1, result.message);
  }
  result.evidence = Evidence{shown.violation->mismatch.expected, shown.violation->mismatch.got,
                             exchanges_of(shown), curl_lines(all_exchanges(finding))};
  return result;
}

}  // namespace conform::malformed
