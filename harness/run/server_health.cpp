#include "harness/run/server_health.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "harness/exchange/ensure.hpp"
#include "harness/run/limits.hpp"
#include "harness/run/traffic.hpp"

namespace conform {
namespace {

/// How often in a run a server is watched for unrelated outages.
constexpr int max_watches = 3;
constexpr std::size_t max_restarts = 20;

}  // namespace

ServerHealth::ServerHealth(Transport& transport, const Target& target, std::string url,
                           const std::optional<ServerControl>& control, StopSignal& stop,
                           std::function<void()> on_known)
    : transport_(transport),
      control_(control),
      stop_(stop),
      on_known_(std::move(on_known)),
      reachability_(transport, target, std::move(url)) {}

void ServerHealth::handle_loss(const Exchange& exchange) {
  lost_.add(exchange);
  if (is_checking() || is_down() || stop_.stopped()) return;
  reachability_.start([this](std::optional<std::string> problem) {
    on_known_();
    if (problem) {
      down_reason_ = std::move(problem);
      return;
    }
    if (reachability_.was_refused()) {
      std::set<std::string> kinds;
      for (const auto& one : lost_.dropped()) kinds.insert(kind_of(one.request));
      outages_.add(transport_.now(), std::move(kinds));
    }
    lost_.forget_recent();
  });
}

// ---- waiting ------------------------------------------------------------------------------------

void ServerHealth::wait_until(const std::function<bool()>& met) {
  while (!met() && !stop_.stopped() && !is_down() && transport_.run_once()) {
  }
}

void ServerHealth::pause(Duration time) {
  bool is_over = false;
  const auto timer = transport_.at(transport_.now() + time, [&] { is_over = true; });
  wait_until([&] { return is_over; });
  transport_.cancel_timer(timer);
}

// ---- outages ------------------------------------------------------------------------------------

void ServerHealth::void_if_outage(Job& job) const {
  const auto* lost = last_lost(job);
  if (lost == nullptr || !outages_.excuse(job.attempt_began, kind_of(lost->request))) return;
  job.ending->kind = AttemptEnd::Kind::void_;
  job.ending->reason = "the server briefly accepted no connections, as at other times";
}

bool ServerHealth::may_have_caused_outage(const Job& job) const {
  return last_lost(job) != nullptr && outages_.any_since(job.attempt_began) &&
         watches_ < max_watches;
}

void ServerHealth::watch_for_outage(Duration request_time) {
  ++watches_;
  const Instant end = transport_.now() +
                      std::clamp<Duration>(2 * request_time, limits::min_watch, limits::max_watch);
  while (transport_.now() < end && !stop_.stopped() && !is_down()) {
    reachability_.start(
        [this](std::optional<std::string> problem) { down_reason_ = std::move(problem); });
    wait_until([&] { return !is_checking(); });
    if (reachability_.was_refused()) {
      outages_.add(transport_.now(), {});
      return;
    }
    pause(limits::between_watches);
  }
}

// ---- deaths -------------------------------------------------------------------------------------

ServerDeaths::Death ServerHealth::take_death() {
  ensure(is_down(), "a death is looked at when the server is gone");
  const auto problem = *std::exchange(down_reason_, std::nullopt);
  ServerDeaths::Death death{.how = exit_description(problem), .under_way = lost_.dropped()};
  lost_.forget_recent();
  return death;
}

std::string ServerHealth::exit_description(const std::string& problem) const {
  const auto ended = control_ ? control_->ended() : std::nullopt;
  return ended ? fmt::format("it ended ({})", *ended)
               : fmt::format("it no longer accepts connections ({})", problem);
}

bool ServerHealth::restart(const std::string& how) {
  if (!control_) {
    stop_.stop(fmt::format("the server is gone: {}", how));
    return false;
  }
  if (restarts_ == max_restarts) {
    stop_.stop(fmt::format("the server is gone: {}, after {} restarts", how, restarts_));
    return false;
  }
  ++restarts_;
  if (const auto started = control_->start_again(); !started) {
    stop_.stop(
        fmt::format("the server is gone: {}, and cannot be restarted: {}", how, started.error()));
    return false;
  }
  return true;
}

// ---- reports ------------------------------------------------------------------------------------

std::vector<Result> ServerHealth::results() const {
  std::vector<Result> results;
  if (auto result = lost_.result()) results.push_back(*std::move(result));
  if (auto result = deaths_.result()) results.push_back(*std::move(result));
  return results;
}

std::vector<std::string> ServerHealth::notes() const {
  std::vector<std::string> notes;
  if (outages_.count() > 0) {
    notes.push_back(fmt::format(
        "the server briefly accepted no connections, {}",
        outages_.count() == 1 ? "once" : fmt::format("{} times in all", outages_.count())));
  }
  if (restarts_ > 0) {
    notes.push_back(fmt::format("the server was restarted {} times", restarts_));
  }
  return notes;
}

}  // namespace conform
