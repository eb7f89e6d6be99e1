#include "harness/run/cleaner.hpp"

#include <algorithm>
#include <utility>

#include "harness/run/limits.hpp"
#include "harness/run/refusal.hpp"
#include "harness/run/request_builder.hpp"

namespace conform {
namespace {

constexpr int max_refusals = 3;

/// It does not exist (any more), or its URL cannot be a stream's.
bool is_gone(int status) {
  return status / 100 == 2 || status == 400 || status == 404 || status == 410;
}

}  // namespace

Cleaner::Cleaner(Transport& transport, const Target& target,
                 std::function<void(Exchange&)> on_sending,
                 std::function<void(Exchange&)> on_exchange)
    : transport_(transport),
      target_(target),
      on_sending_(std::move(on_sending)),
      on_exchange_(std::move(on_exchange)) {}

Cleaner::~Cleaner() {
  forget();
}

void Cleaner::remove(std::vector<std::string> urls) {
  if (urls.empty()) return;
  waiting_.push_back(std::move(urls));
  fill();
}

void Cleaner::allow(std::size_t at_once) {
  at_once_ = at_once;
  fill();
}

void Cleaner::forget() {
  for (const auto& chain : chains_) {
    if (!chain->deleting) transport_.cancel_timer(chain->retry_timer);
  }
  if (sweeping_) transport_.cancel_timer(*std::exchange(sweeping_, std::nullopt));
  chains_.clear();
  waiting_.clear();
}

std::vector<std::string> Cleaner::left_behind() const {
  auto left = left_behind_;
  const auto add = [&](const auto& urls) { left.insert(left.end(), urls.begin(), urls.end()); };
  for (const auto& chain : chains_) {
    if (chain->deleting) left.push_back(chain->deleting->exchange().request.target);
    add(chain->urls);
  }
  for (const auto& urls : waiting_) add(urls);
  return left;
}

void Cleaner::fill() {
  while (!waiting_.empty() && chains_.size() < at_once_) {
    chains_.push_back(std::make_unique<Chain>(Chain{.urls = std::move(waiting_.front())}));
    waiting_.pop_front();
    delete_next(*chains_.back());
  }
}

void Cleaner::delete_next(Chain& chain) {
  Exchange exchange;
  exchange.scenario = "clean-up";
  exchange.request = {.method = "DELETE", .target = chain.urls.back(), .headers = {}, .body = {}};
  chain.urls.pop_back();
  exchange.stream = exchange.request.target;
  exchange.sent = transport_.now();
  on_sending_(exchange);
  Transmission transmission{.request = exchange.request, .time_limit = limits::deletion};
  chain.deleting = std::make_unique<Recording>(transport_, std::move(exchange));
  chain.deleting->start(with_credentials(std::move(transmission), target_), [this, &chain] {
    if (!chain.deleting->ended() || sweeping_) return;
    sweeping_ = transport_.at(transport_.now(), [this] {
      sweeping_.reset();
      sweep();
    });
  });
}

void Cleaner::retry_later(Chain& chain, Duration wait) {
  chain.deleting.reset();
  chain.retry_timer =
      transport_.at(transport_.now() + wait, [this, &chain] { delete_next(chain); });
}

bool Cleaner::advance(Chain& chain) {
  Exchange exchange = chain.deleting->release();
  on_exchange_(exchange);
  if (is_refusal(exchange) && ++chain.refusals <= max_refusals) {
    chain.urls.push_back(exchange.request.target);
    const auto requested = retry_after(exchange.response.headers, transport_.now());
    retry_later(chain, std::min<Duration>(requested.value_or(limits::default_deletion_pause),
                                          limits::deletion_pause));
    return false;
  }
  if (!is_gone(exchange.response.status)) left_behind_.push_back(exchange.request.target);
  if (chain.urls.empty()) return true;
  delete_next(chain);
  return false;
}

void Cleaner::sweep() {
  for (auto& chain : chains_) {
    if (!chain->deleting || !chain->deleting->ended()) continue;
    if (advance(*chain)) chain.reset();
  }
  std::erase(chains_, nullptr);
  fill();
}

}  // namespace conform
