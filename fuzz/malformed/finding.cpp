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

/// What is not about the answer needs not wait for one for long.
constexpr Duration answer_time = 500ms;

/// The act makes every choice that the other makes.
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
      : encounters_(finding.reduction.played.encounters),
        breach_(*finding.shown().breach),
        last_(finding.shown().encounter->number) {}

  std::vector<Step> steps() {
    create(front_stream, encounters_.front().front_content);
    create(behind_stream, encounters_.front().behind_content);
    if (breach_.stream == witness_stream) create(witness_stream, "");
    for (std::size_t i = 0; i < last_; ++i) {
      create(own_stream(i + 1), own_content);
      create(canary_stream(i + 1), canary_content);
      write(encounters_[i]);
    }
    if (breach_.stream == witness_stream) {
      see_witness();
    } else if (breach_.content) {
      read(breach_.stream).expect = breach_.content;
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

  void write(const Encounter& encounter) {
    RawStep raw = encounter.step;
    const bool is_last = encounter.number == last_;
    if (is_last && breach_.raw) {
      raw.skip = breach_.answer;
      add(raw).expect = breach_.raw;
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
      return name != breach_.stream + "}" && used.find(":" + name) == std::string::npos;
    });
  }

  const std::vector<Encounter>& encounters_;
  const Breach& breach_;
  std::size_t last_;
  std::vector<Step> steps_;
};

/// What a reader has to see: the act, and the exchange that shows what became of it.
std::vector<Exchange> exchanges_of(const Played::Shown& shown) {
  const auto& encounter = *shown.encounter;
  std::vector<Exchange> exchanges{shortened(encounter.raw)};
  if (shown.breach->stream == witness_stream) {
    exchanges.push_back(shortened(encounter.append));
    exchanges.push_back(shortened(encounter.witness));
  } else if (shown.breach->stream == canary_stream(encounter.number)) {
    exchanges.push_back(shortened(encounter.canary));
  } else if (!shown.breach->stream.empty()) {
    exchanges.push_back(shortened(encounter.own));
  }
  return exchanges;
}

/// The same with the streams that it needs.
std::deque<Exchange> whole_story(const Finding& finding) {
  const auto& played = finding.reduction.played;
  const auto shown = finding.shown();
  std::string named = shown.breach->stream;
  std::deque<Exchange> raw;
  for (const auto& encounter : played.encounters) {
    named += encounter.bytes;
    if (&encounter == shown.encounter) break;
    raw.push_back(encounter.raw);
  }
  std::deque<Exchange> story;
  for (const auto& exchange : played.preparation) {
    const bool is_named = named.find(exchange.stream) != std::string::npos;
    if (exchange.request.method == "PUT" && is_named) story.push_back(exchange);
  }
  story.insert(story.end(), raw.begin(), raw.end());
  for (auto& exchange : exchanges_of(shown)) story.push_back(std::move(exchange));
  return story;
}

/// What took too long once may have been the machine's fault; what was done to a stream was not.
bool is_certain(const Finding& finding) {
  const auto& reduction = finding.reduction;
  const auto& rule = finding.rule.id;
  const bool takes_time = rule == "malformed.never-hangs" || rule == "malformed.others-served";
  return reduction.stable() || reduction.played.gone || !takes_time;
}

}  // namespace

Played::Shown Finding::shown() const {
  const auto shown = reduction.played.breach_of(rule.id);
  if (shown.breach == nullptr) {
    throw std::logic_error("a finding without the breach that it is about");
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
  result.message = fmt::format("expected {}, got {}", shown.breach->expected, shown.breach->got);
  const auto& reduction = finding.reduction;
  if (!reduction.stable() && !reduction.played.gone) {
    result.message = fmt::format("unstable, seen in {} of {} plays: {}", reduction.confirmed + 1,
                                 reduction.confirmations + 1, result.message);
  }
  result.evidence = Evidence{shown.breach->expected, shown.breach->got, exchanges_of(shown),
                             curl_lines(whole_story(finding))};
  return result;
}

}  // namespace conform::malformed
