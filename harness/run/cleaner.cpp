#include "harness/run/cleaner.hpp"

#include <algorithm>
#include <utility>

#include "harness/run/request_builder.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr Duration limit = 5s;

bool is_gone(int status) {
  return status / 100 == 2 || status == 404 || status == 410;
}

}  // namespace

Cleaner::Cleaner(Transport& transport, const Target& target,
                 std::function<void(Exchange&)> on_sending,
                 std::function<void(Exchange&)> on_exchange)
    : transport_(transport),
      target_(target),
      on_sending_(std::move(on_sending)),
      on_exchange_(std::move(on_exchange)) {}

void Cleaner::remove(std::vector<std::string> urls) {
  if (urls.empty()) return;
  chains_.push_back(std::make_unique<Chain>(Chain{std::move(urls), nullptr}));
  delete_next(*chains_.back());
}

void Cleaner::delete_next(Chain& chain) {
  Exchange exchange;
  exchange.scenario = "clean-up";
  exchange.request = {.method = "DELETE", .target = chain.urls.back(), .headers = {}, .body = {}};
  chain.urls.pop_back();
  exchange.stream = exchange.request.target;
  exchange.sent = transport_.now();
  on_sending_(exchange);
  Transmission transmission{.request = exchange.request, .time_limit = limit};
  chain.deleting = std::make_unique<Recording>(transport_, std::move(exchange));
  chain.deleting->start(with_credentials(std::move(transmission), target_), [this, &chain] {
    if (chain.deleting->ended()) transport_.at(transport_.now(), [this] { sweep(); });
  });
}

void Cleaner::sweep() {
  for (auto& chain : chains_) {
    if (!chain->deleting->ended()) continue;
    Exchange exchange = chain->deleting->release();
    on_exchange_(exchange);
    if (!is_gone(exchange.response.status)) left_behind_.push_back(exchange.request.target);
    if (chain->urls.empty()) {
      chain.reset();
    } else {
      delete_next(*chain);
    }
  }
  std::erase(chains_, nullptr);
}

}  // namespace conform
