#include "harness/run/recording.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/exchange/ensure.hpp"
#include "harness/http/media_type.hpp"
#include "harness/run/limits.hpp"

namespace conform {
Recording::Recording(Transport& transport, Exchange exchange)
    : transport_(transport), exchange_(std::move(exchange)), parser_(limits::event_bytes) {}

Recording::~Recording() {
  if (!ended()) transport_.cancel(id_);
}

void Recording::start(Transmission transmission, std::function<void()> on_progress) {
  ensure(id_ == 0, "a recording is started once");
  on_progress_ = std::move(on_progress);
  exchange_.first_byte = exchange_.done = exchange_.sent;
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
  if (!is_event_stream_) {
    exchange_.response.body.append(bytes);
  } else {
    const Instant now = transport_.now();
    auto events = parser_.push(bytes);
    exchange_.has_partial_event = parser_.has_partial_event();
    const bool any = !events.empty();
    for (auto& event : events) exchange_.events.push_back({std::move(event), now});
    if (any) progress();
  }
  if (!ended() && is_too_much()) {
    transport_.cancel(id_);
    end(Outcome::too_large,
        fmt::format("conform stopped reading after {} bytes and {} events", bytes_,
                    exchange_.events.size()),
        {});
  }
}

bool Recording::is_too_much() const {
  return bytes_ > limits::body_bytes || parser_.overflowed() ||
         exchange_.events.size() > limits::events;
}

void Recording::end(Outcome outcome, const std::string& problem, const std::string& http_version) {
  ensure(!ended() && outcome != Outcome::pending, "a transmission ends once");
  exchange_.done = transport_.now();
  exchange_.outcome = outcome;
  exchange_.problem = problem;
  exchange_.http_version = http_version;
  progress();
}

void Recording::hang_up() {
  if (ended()) return;
  transport_.cancel(id_);
  exchange_.done = transport_.now();
  exchange_.outcome = Outcome::closed_by_us;
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
