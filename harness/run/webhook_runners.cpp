#include "harness/run/webhook_runners.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/judge/quote.hpp"
#include "harness/judge/webhook_signature.hpp"
#include "harness/run/limits.hpp"

namespace conform {
namespace {}  // namespace

Mismatch no_delivery(const StepContext& context) {
  return {"a request to the webhook", fmt::format("none within {} s", in_seconds(context.limit())),
          true};
}

StepProgress ReceiveRunner::start() {
  if (step_.none) {
    context_.set_deadline(context_.began() + context_.limit());
  } else {
    context_.set_time_limit();
  }
  return check(false);
}

StepProgress ReceiveRunner::on_progress() {
  return key_set_ ? verify_signature() : check(false);
}

/// Deliveries that arrive while this program does not run stay in the socket: after a silence there
/// is a short time to read them.
StepProgress ReceiveRunner::on_deadline() {
  if (!step_.none) return check(true);
  if (!std::exchange(silence_is_over_, true)) {
    context_.set_deadline(context_.now() + limits::reading_time);
    return std::nullopt;
  }
  if (!context_.state().inbox.of(step_.hook).empty()) return check(true);
  return StepEnded{{}, context_.began(), context_.now()};
}

StepProgress ReceiveRunner::check(bool time_is_up) {
  const bool none_arrived = context_.state().inbox.of(step_.hook).empty();
  if (none_arrived && !time_is_up) return std::nullopt;
  if (step_.none && context_.now() >= context_.began() + context_.limit()) {
    return StepVoid{
        "a request to the webhook came although none was allowed, but it was read "
        "too late to know whether it came in time"};
  }
  if (none_arrived) {
    return StepEnded{{no_delivery(context_)}, context_.began(), context_.now()};
  }
  return take_delivery();
}

StepProgress ReceiveRunner::take_delivery() {
  auto& queue = context_.state().inbox.of(step_.hook);
  const IncomingRequest incoming = std::move(queue.front().request);
  queue.pop_front();
  answer(incoming);
  received_ = context_.blank_exchange({});
  received_.response = {200, incoming.request.headers, incoming.request.body};
  received_.outcome = Outcome::complete;
  received_.done = context_.now();
  if (step_.none) {
    return StepAnswered{
        &received_,
        {{fmt::format("no request to the webhook within {} s", in_seconds(context_.limit())),
          quote(received_.response.body)}}};
  }
  // A delivery is not the response to a request of ours, so no status is expected of it.
  auto found = context_.step().expect ? context_.mismatches(received_) : std::vector<Mismatch>{};
  if (!found.empty() || !step_.signed_by) return StepAnswered{&received_, std::move(found)};
  ask_for_key_set();
  return std::nullopt;
}

void ReceiveRunner::answer(const IncomingRequest& incoming) const {
  const auto fill = context_.fill();
  http::Response answer{.status = step_.status, .headers = {}, .body = {}};
  for (const auto& [name, value] : step_.headers) answer.headers.add(name, fill(value));
  if (step_.body) answer.body = body_bytes(*step_.body, fill);
  incoming.answer(std::move(answer));
}

void ReceiveRunner::ask_for_key_set() {
  context_.clear_deadline();
  RequestSpec request;
  request.method = "GET";
  request.target = *step_.signed_by;
  key_set_ = context_.send(request, context_.limit());
}

StepProgress ReceiveRunner::verify_signature() {
  if (!key_set_->ended()) return std::nullopt;
  Exchange key_set = key_set_->release();
  context_.remember(key_set);
  const auto header = received_.response.headers.find("Webhook-Signature");
  const auto problem =
      header ? signature_problem(*header, received_.response.body, key_set.response.body)
             : std::optional<std::string>("no Webhook-Signature header");
  if (!problem) return StepAnswered{&received_, {}};
  return StepAnswered{&received_,
                      {{"a delivery signed by a key of the server's key set", *problem}}};
}

}  // namespace conform
