#include "harness/run/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/exchange/ensure.hpp"
#include "harness/http/media_type.hpp"
#include "harness/run/limits.hpp"

namespace conform {
namespace {

std::size_t weight_of_event(const SeenEvent& seen) {
  return sizeof seen + seen.event.data.size() + seen.event.lines.size() * sizeof(std::string) +
         seen.event.data.size();
}

}  // namespace

Recording::Recording(Transport& transport, Exchange exchange, MemoryShare* memory)
    : transport_(transport),
      exchange_(std::move(exchange)),
      parser_(limits::event_bytes),
      memory_(memory) {}

Recording::~Recording() {
  if (!ended()) transport_.cancel(id_);
  if (memory_ != nullptr) memory_->give_back(taken_memory_);
}

void Recording::start(Transmission transmission, std::function<void()> on_progress) {
  ensure(id_ == 0, "a recording is started once");
  on_progress_ = std::move(on_progress);
  exchange_.first_byte = exchange_.done = exchange_.sent;
  if (transmission.request.body.empty() && !exchange_.request.body.empty()) {
    sent_body_ = std::make_shared<const std::string>(std::move(exchange_.request.body));
    exchange_.request.body.clear();
    transmission.shared_body = sent_body_;
  }
  id_ = transport_.send(std::move(transmission), handler());
}

void Recording::start_raw(RawTransmission transmission, std::function<void()> on_progress) {
  ensure(id_ == 0, "a recording is started once");
  on_progress_ = std::move(on_progress);
  exchange_.first_byte = exchange_.done = exchange_.sent;
  id_ = transport_.send_raw(std::move(transmission), handler());
}

TransmissionHandler Recording::handler() {
  return {
      .on_head = [this](int status,
                        http::Headers headers) { take_head(status, std::move(headers)); },
      .on_bytes = [this](std::string_view bytes) { take_bytes(bytes); },
      .on_done = [this](Outcome outcome, const std::string& problem,
                        const std::string& http_version) { end(outcome, problem, http_version); },
  };
}

void Recording::take_head(int status, http::Headers headers) {
  exchange_.first_byte = transport_.now();
  exchange_.response.status = status;
  exchange_.response.headers = std::move(headers);
  const auto type = exchange_.response.headers.find("Content-Type");
  is_event_stream_ = type && http::media_type_essence(*type) == "text/event-stream";
  progress();
}

void Recording::take_bytes(std::string_view bytes) {
  if (ended()) return;
  bytes_ += bytes.size();
  if (sink_) return pass_bytes_on(bytes);
  if (!is_event_stream_) {
    exchange_.response.body.append(bytes);
  } else {
    const Instant now = transport_.now();
    auto events = parser_.push(bytes);
    exchange_.has_partial_event = parser_.has_partial_event();
    const bool any = !events.empty();
    partial_event_bytes_ = any ? 0 : partial_event_bytes_ + bytes.size();
    for (auto& event : events) {
      exchange_.events.push_back({std::move(event), now});
      event_memory_ += weight_of_event(exchange_.events.back());
    }
    if (any) progress();
  }
  if (ended()) return;
  if (is_too_much()) {
    stop_reading(fmt::format("conform stopped reading after {} bytes and {} events", bytes_,
                             exchange_.events.size()));
  } else if (!has_memory()) {
    stop_reading(
        fmt::format("conform stopped reading after {} bytes: responses take all the "
                    "memory that they may (--memory)",
                    bytes_));
  }
}

void Recording::pass_bytes_on(std::string_view bytes) {
  auto& kept = exchange_.response.body;
  kept.append(bytes.substr(
      0, limits::kept_of_passed_on - std::min(kept.size(), limits::kept_of_passed_on)));
  sink_(bytes);
}

void Recording::stop_reading(const std::string& problem) {
  transport_.cancel(id_);
  end(Outcome::too_large, problem, {});
}

bool Recording::has_memory() {
  if (memory_ == nullptr) return true;
  const auto needed = exchange_.response.body.capacity() + event_memory_ + 2 * partial_event_bytes_;
  if (needed <= taken_memory_) return true;
  if (!memory_->take(needed - taken_memory_)) return false;
  taken_memory_ = needed;
  return true;
}

bool Recording::is_too_much() const {
  return bytes_ > limits::body_bytes || parser_.overflowed() ||
         exchange_.events.size() > limits::events;
}

void Recording::end(Outcome outcome, const std::string& problem, const std::string& http_version) {
  ensure(!ended() && outcome != Outcome::pending, "a transmission ends once");
  set_outcome(outcome);
  exchange_.problem = problem;
  exchange_.http_version = http_version;
  was_passed_on_ = sink_ && outcome == Outcome::complete;
  if (was_passed_on_ && bytes_ > exchange_.response.body.size()) {
    exchange_.outcome = Outcome::too_large;
    exchange_.problem = fmt::format("conform compared {} bytes as they came, and kept {}", bytes_,
                                    exchange_.response.body.size());
  }
  progress();
}

void Recording::hang_up() {
  if (ended()) return;
  transport_.cancel(id_);
  set_outcome(Outcome::closed_by_us);
}

void Recording::set_outcome(Outcome outcome) {
  exchange_.done = transport_.now();
  exchange_.outcome = outcome;
  if (sent_body_) exchange_.request.body = *std::exchange(sent_body_, nullptr);
}

void Recording::reset() {
  if (!ended()) transport_.reset(id_);
  hang_up();
}

Exchange& Recording::exchange_by_now() {
  if (!ended()) exchange_.done = transport_.now();
  return exchange_;
}

void Recording::progress() const {
  if (on_progress_) on_progress_();
}

}  // namespace conform
