#include "harness/run/rest_of_events.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "harness/http/base64.hpp"
#include "harness/http/url.hpp"
#include "harness/judge/reading.hpp"
#include "harness/judge/sse_control.hpp"
#include "harness/scenario/toml_writer.hpp"

namespace conform {

std::unique_ptr<RestOfEvents> RestOfEvents::of(const Exchange& ended, StepContext& context) {
  const auto controls = sse_controls(ended.events);
  const auto last = std::find_if(controls.rbegin(), controls.rend(), [](const auto& control) {
    return control && control->next_offset;
  });
  if (last == controls.rend()) return nullptr;
  Exchange seen = ended;
  // Cut within an event, or within a chunk of one: that is the end of this part, no more.
  if (seen.outcome == Outcome::cut_short) seen.outcome = Outcome::complete;
  // What came after it is read again.
  seen.events.resize(static_cast<std::size_t>(std::distance(last, controls.rend())));
  ReadStep step;
  step.request.method = "GET";
  step.request.target = literally(http::split_target(ended.request.target).first);
  step.from = literally(*(*last)->next_offset);
  return std::make_unique<RestOfEvents>(std::move(seen), std::move(step), context);
}

RestOfEvents::RestOfEvents(Exchange seen, ReadStep step, StepContext& context)
    : all_(std::move(seen)), step_(std::move(step)), reading_(context, step_) {
  static_cast<void>(reading_.start());
}

const Exchange* RestOfEvents::on_progress() {
  const auto progress = reading_.on_progress();
  if (!progress) return nullptr;
  const auto& answered = std::get<StepAnswered>(*progress);
  const auto& body = answered.answer->response.body;
  SeenEvent rest{{.type = "data",
                  .data = has_encoded_events(all_) ? http::base64_encode(body) : body,
                  .id = {},
                  .lines = {}},
                 answered.answer->done};
  all_.events.push_back(std::move(rest));
  return &all_;
}

}  // namespace conform
