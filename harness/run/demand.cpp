#include "harness/run/demand.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/run/limits.hpp"
#include "harness/scenario/builtin_variable.hpp"
#include "harness/scenario/template_text.hpp"

namespace conform {
namespace {

/// How many requests a step has under way besides the live reads.
std::size_t own_requests(const Step& step) {
  if (const auto* send = std::get_if<SendStep>(&step.action)) return send->concurrently;
  const bool sends = std::holds_alternative<ReadStep>(step.action) ||
                     std::holds_alternative<RawStep>(step.action) ||
                     std::holds_alternative<ReceiveStep>(step.action);
  return sends ? 1 : 0;
}

using Values = std::map<std::string, Template>;

/// Bytes of a template with its variables filled in, as far as these are known before the run.
std::size_t filled_size(const Template& text, const Values& of_case) {
  std::size_t bytes = text.size();
  for (const auto& variable : variables_in(text).value_or(std::vector<std::string>())) {
    const auto [name, argument] = split_variable(variable);
    const auto value = of_case.find(variable);
    if (value != of_case.end()) {
      // The values of a case do not use each other.
      bytes += filled_size(value->second, {});
    } else if (name == "letters" && argument) {
      bytes += std::stoul(std::string(*argument));
    }
  }
  return bytes;
}

struct SizeOf {
  const Values& of_case;

  std::size_t operator()(const BodyText& body) const { return filled_size(body.text, of_case); }
  std::size_t operator()(const BodyJson& body) const {
    return filled_size(body.value.dump(-1, ' ', false, JsonTemplate::error_handler_t::replace),
                       of_case);
  }
  std::size_t operator()(const BodyBytes& body) const { return body.bytes.size(); }
  std::size_t operator()(const BodyRepeat& body) const {
    return filled_size(body.text, of_case) * body.times * body.count;
  }
  std::size_t operator()(const BodyRandom& body) const { return body.bytes; }
};

std::size_t size_of(const RequestSpec& request, const Values& of_case) {
  const SizeOf size{of_case};
  std::size_t bytes = request.body ? std::visit(size, *request.body) : 0;
  for (const auto& part : request.held_parts) bytes += std::visit(size, part);
  return bytes;
}

/// How often its request is kept at the same time.
std::size_t bytes_of(const Step& step, const Values& of_case) {
  if (const auto* send = std::get_if<SendStep>(&step.action)) {
    return size_of(send->request, of_case) * send->times * send->concurrently;
  }
  if (const auto* open = std::get_if<OpenStep>(&step.action)) {
    return size_of(open->request, of_case);
  }
  if (const auto* raw = std::get_if<RawStep>(&step.action)) {
    return raw->body_bytes + filled_size(raw->bytes, of_case);
  }
  return 0;
}

}  // namespace

std::size_t large_bytes(const Scenario& scenario) {
  std::size_t bytes = 0;
  for (const auto& step : scenario.steps) bytes += bytes_of(step, scenario.variables);
  return bytes < limits::light_scenario_bytes ? 0 : bytes;
}

std::size_t peak_requests(const Scenario& scenario) {
  std::set<std::string> open;
  std::size_t peak = 1;
  for (const auto& step : scenario.steps) {
    if (std::holds_alternative<OpenStep>(step.action)) open.insert(step.label);
    if (const auto* done = std::get_if<HangUpStep>(&step.action)) open.erase(done->name);
    peak = std::max(peak, open.size() + own_requests(step));
  }
  return peak;
}

bool holds_reads_while_idle(const Scenario& scenario) {
  std::set<std::string> open;
  for (const auto& step : scenario.steps) {
    if (std::holds_alternative<OpenStep>(step.action)) open.insert(step.label);
    if (const auto* done = std::get_if<HangUpStep>(&step.action)) open.erase(done->name);
    const bool lets_time_pass =
        std::holds_alternative<WaitStep>(step.action) ||
        (!scenario.observe.empty() && std::holds_alternative<AwaitStep>(step.action));
    if (lets_time_pass && !open.empty()) return true;
  }
  return false;
}

}  // namespace conform
