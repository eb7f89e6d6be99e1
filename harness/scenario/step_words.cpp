#include "harness/scenario/step_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "harness/http/message.hpp"
#include "harness/scenario/body_words.hpp"
#include "harness/scenario/duration.hpp"
#include "harness/scenario/expectation_words.hpp"

namespace conform {
namespace {

std::string target_words(const RequestSpec& request) {
  std::string target = request.target;
  for (const auto& [name, value] : request.query) {
    target +=
        fmt::format("{}{}={}", target.find('?') == std::string::npos ? '?' : '&', name, value);
  }
  return target;
}

std::string request_words(std::string_view verb, const RequestSpec& request) {
  std::string type;
  std::vector<std::string> parts;
  for (const auto& [name, value] : request.headers) {
    if (http::equals_ignoring_case(name, "Content-Type")) {
      type = " as " + value;
    } else {
      parts.push_back(fmt::format("{}: {}", name, value));
    }
  }
  if (request.body) parts.push_back("body " + body_words(*request.body));
  for (const auto& part : request.held_parts) {
    const auto* text = std::get_if<BodyText>(&part);
    const bool is_end = text != nullptr && text->text.empty();
    parts.push_back((is_end ? "its end" : body_words(part)) + " held back");
  }
  if (request.chunked) parts.emplace_back("chunked encoding");
  if (request.held_bytes > 0) {
    parts.push_back(fmt::format("its last {} bytes held back", request.held_bytes));
  }
  if (request.new_connection) parts.emplace_back("a connection of its own");
  return fmt::format("{} {}{}{}{}", verb, target_words(request), type,
                     parts.empty() ? "" : " with ", fmt::join(parts, ", "));
}

std::string_view then_words(AfterSending then) {
  switch (then) {
    case AfterSending::listen:
      return "";
    case AfterSending::end:
      return ", then end";
    case AfterSending::hang_up:
      return ", then hang up";
    case AfterSending::reset:
      return ", then reset";
  }
  return "";
}

struct ActionWords {
  std::string operator()(const SendStep& step) const {
    const std::string request = request_words(step.request.method, step.request);
    if (step.concurrently > 1) return fmt::format("{} at once: {}", step.concurrently, request);
    if (step.times > 1) return fmt::format("{} times: {}", step.times, request);
    return request;
  }
  std::string operator()(const ReadStep& step) const {
    const std::string request = request_words("read", step.request);
    return step.from == "-1" ? request : fmt::format("{} from {}", request, step.from);
  }
  std::string operator()(const OpenStep& step) const {
    const std::string request = "open " + request_words(step.request.method, step.request);
    if (step.until_sent) return request + ", until it is sent";
    return step.until ? request + ", until event " + event_words(*step.until) : request;
  }
  std::string operator()(const AwaitStep& step) const {
    return "await " + step.name + (step.may_be_cut ? ", or read the rest if it ends" : "");
  }
  std::string operator()(const HangUpStep& step) const {
    return (step.resets ? "reset " : "hang up ") + step.name;
  }
  std::string operator()(const PauseStep& step) const { return "stop reading " + step.name; }
  std::string operator()(const ResumeStep& step) const { return "go on with " + step.name; }
  std::string operator()(const WaitStep& step) const {
    if (!step.arrival.empty()) {
      return fmt::format("wait until {} after a request has come to {}", to_string(step.until),
                         step.arrival);
    }
    const std::string words =
        step.is_swept ? fmt::format("wait for the delay after {}", step.after)
                      : fmt::format("wait until {} after {}", to_string(step.until), step.after);
    if (!step.no_later_than) return words;
    return fmt::format("{}, for an answer before {}", words, to_string(*step.no_later_than));
  }
  std::string operator()(const ReceiveStep& step) const {
    const std::string signature = step.signed_by ? ", signed by " + *step.signed_by : "";
    if (step.none) return fmt::format("receive nothing at {}", step.hook);
    const std::string body = step.body ? " and body " + body_words(*step.body) : "";
    return fmt::format("receive {}{}, answer {}{}", step.hook, signature, step.status, body);
  }
  std::string operator()(const RawStep& step) const {
    std::string words = "raw bytes " + in_quotes(step.bytes);
    if (step.body) words += " with body " + in_quotes(*step.body);
    if (step.body_bytes > 0) words += fmt::format(" filled up to {} bytes", step.body_bytes);
    if (step.piece_bytes > 0) words += fmt::format(", {} at a time", step.piece_bytes);
    words += then_words(step.then);
    if (step.after_answers > 0) words += fmt::format(", answer {}", step.after_answers + 1);
    return step.any_answer ? words + " → anything" : words;
  }
  std::string operator()(const CheckStep&) const { return "check"; }
};

/// Without an `expect`, these expect success.
bool expects_success(const Action& action) {
  return std::holds_alternative<SendStep>(action) || std::holds_alternative<ReadStep>(action) ||
         std::holds_alternative<OpenStep>(action);
}

std::string save_words(const Save& save) {
  switch (save.from) {
    case Save::From::status:
      return save.variable + " = the status";
    case Save::From::header:
      return fmt::format("{} = header {}", save.variable, save.name);
    case Save::From::tag:
      return save.variable + " = the tag in ETag";
    case Save::From::body:
      return save.variable + " = the body";
    case Save::From::length:
      return save.variable + " = the length of the body";
    case Save::From::elapsed:
      return save.variable + " = the time it took";
    case Save::From::json:
      return fmt::format("{} = JSON {}", save.variable, save.pointer);
    case Save::From::event:
      return fmt::format("{} = event {} {}", save.variable, save.name, save.pointer);
  }
  return save.variable;
}

}  // namespace

std::string step_words(const Step& step) {
  std::string words = std::visit(ActionWords{}, step.action);
  if (!step.label.empty()) words += ", called " + step.label;
  if (step.within) words += " within " + to_string(*step.within);
  if (step.expect) words += " → " + expectation_words(*step.expect);
  if (!step.expect && expects_success(step.action)) words += " → any 2xx";
  if (!step.may_refuse.empty()) {
    words += fmt::format(", or refused with {}", fmt::join(step.may_refuse, " or "));
  }
  for (const Save& save : step.save) words += "; keep " + save_words(save);
  return words;
}

}  // namespace conform
