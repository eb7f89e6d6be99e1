#include "reports/output_filter.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace conform::reports {
namespace {

/// The monitor writes from several threads.
class Filter {
 public:
  void add(const Secrets& secrets) {
    const std::lock_guard lock(mutex_);
    auto all = std::make_shared<Secrets>(*secrets_);
    all->learn(secrets);
    secrets_ = std::move(all);
  }

  [[nodiscard]] std::shared_ptr<const Secrets> secrets() const {
    const std::lock_guard lock(mutex_);
    return secrets_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Secrets> secrets_ = std::make_shared<const Secrets>();
};

Filter& filter() {
  static Filter instance;
  return instance;
}

}  // namespace

void never_write(const Secrets& secrets) {
  filter().add(secrets);
}

void never_write_those_of(const Exchange& exchange) {
  auto secrets = unwritten();
  secrets.learn(exchange);
  never_write(secrets);
}

Secrets unwritten() {
  return *filter().secrets();
}

std::string writable(std::string_view text) {
  return filter().secrets()->hide(text);
}

Exchange writable_exchange(Exchange exchange) {
  return filter().secrets()->hide(std::move(exchange));
}

}  // namespace conform::reports
