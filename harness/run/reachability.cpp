#include "harness/run/reachability.hpp"

#include <utility>

#include "harness/run/limits.hpp"
#include "harness/run/lost_connections.hpp"
#include "harness/run/request_builder.hpp"

namespace conform {
namespace {

constexpr int max_tries = 9;

}  // namespace

Reachability::Reachability(Transport& transport, const Target& target, std::string url)
    : transport_(transport), target_(target), url_(std::move(url)) {}

Reachability::~Reachability() {
  if (timer_) transport_.cancel_timer(*timer_);
}

void Reachability::start(std::function<void(std::optional<std::string>)> on_result) {
  on_result_ = std::move(on_result);
  tries_ = 0;
  send();
}

void Reachability::send() {
  ++tries_;
  Exchange exchange;
  exchange.request = {.method = "GET", .target = url_, .headers = {}, .body = {}};
  exchange.sent = transport_.now();
  Transmission transmission{.request = exchange.request,
                            .time_limit = limits::reachability_check,
                            .new_connection = true};
  recording_ = std::make_unique<Recording>(transport_, std::move(exchange));
  recording_->start(with_credentials(std::move(transmission), target_), [this] {
    if (!recording_->ended() || timer_) return;
    // Deferred: this destroys the recording whose callback this is.
    timer_ = transport_.at(transport_.now(), [this] {
      timer_.reset();
      take_answer();
    });
  });
}

void Reachability::take_answer() {
  const Exchange& answer = recording_->exchange();
  // Any other ending shows that the connection was accepted.
  if (!is_connection_refused(answer)) {
    emit(std::nullopt);
  } else if (tries_ == max_tries) {
    emit(answer.problem);
  } else {
    timer_ = transport_.at(transport_.now() + limits::between_reachability_checks, [this] {
      timer_.reset();
      send();
    });
  }
}

void Reachability::emit(std::optional<std::string> problem) {
  recording_.reset();
  std::exchange(on_result_, nullptr)(std::move(problem));
}

}  // namespace conform
