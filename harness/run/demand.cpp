#include "harness/run/demand.hpp"

#include <algorithm>
#include <set>

#include "harness/run/limits.hpp"

namespace conform {
namespace {

/// How many requests a step has under way besides the live reads.
std::size_t own_requests(const Step& step) {
  if (const auto* send = std::get_if<SendStep>(&step.action)) return send->together;
  const bool sends = std::holds_alternative<ReadStep>(step.action) ||
                     std::holds_alternative<RawStep>(step.action) ||
                     std::holds_alternative<ReceiveStep>(step.action);
  return sends ? 1 : 0;
}

struct SizeOf {
  std::size_t operator()(const BodyText& body) const { return body.text.size(); }
  std::size_t operator()(const BodyJson& body) const {
    return body.value.dump(-1, ' ', false, JsonTemplate::error_handler_t::replace).size();
  }
  std::size_t operator()(const BodyBytes& body) const { return body.bytes.size(); }
  std::size_t operator()(const BodyRepeat& body) const {
    return body.text.size() * body.times * body.count;
  }
  std::size_t operator()(const BodyRandom& body) const { return body.bytes; }
};

std::size_t size_of(const RequestSpec& request) {
  std::size_t bytes = request.body ? std::visit(SizeOf(), *request.body) : 0;
  for (const auto& part : request.held_parts) bytes += std::visit(SizeOf(), part);
  return bytes;
}

/// How often its request is kept at the same time.
std::size_t bytes_of(const Step& step) {
  if (const auto* send = std::get_if<SendStep>(&step.action)) {
    return size_of(send->request) * send->times * send->together;
  }
  if (const auto* open = std::get_if<OpenStep>(&step.action)) return size_of(open->request);
  if (const auto* raw = std::get_if<RawStep>(&step.action)) {
    return raw->body_bytes + raw->bytes.size();
  }
  return 0;
}

}  // namespace

std::size_t large_bytes(const Scenario& scenario) {
  std::size_t bytes = 0;
  for (const auto& step : scenario.steps) bytes += bytes_of(step);
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
