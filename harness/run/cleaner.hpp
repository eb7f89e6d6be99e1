// Deletes the streams that a run has created.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/recording.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class Cleaner {
 public:
  /// The callbacks get each deletion before it is sent and when it has ended.
  Cleaner(Transport& transport, const Target& target, std::function<void(Exchange&)> on_sending,
          std::function<void(Exchange&)> on_exchange);
  ~Cleaner();
  Cleaner(const Cleaner&) = delete;
  Cleaner& operator=(const Cleaner&) = delete;

  /// Deletes these one after another, last created first: a fork before its source. Retries if the
  /// server is busy.
  void remove(std::vector<std::string> urls);
  /// Limits the number of deletions under way at once from now on; those already under way
  /// continue.
  void allow(std::size_t at_once);
  /// The server has died, and the streams with it.
  void forget();
  [[nodiscard]] bool idle() const { return chains_.empty() && waiting_.empty(); }
  [[nodiscard]] std::size_t under_way() const { return chains_.size(); }
  /// URLs that may still exist: those that could not be deleted, and those not yet deleted.
  [[nodiscard]] std::vector<std::string> left_behind() const;

 private:
  struct Chain {
    std::vector<std::string> urls;
    std::unique_ptr<Recording> deleting{};  ///< none while waiting to retry
    int refusals = 0;
    TimerId retry_timer = 0;
  };

  void fill();
  void delete_next(Chain& chain);
  void retry_later(Chain& chain, Duration wait);
  /// Returns whether the chain is done.
  [[nodiscard]] bool advance(Chain& chain);
  void sweep();

  Transport& transport_;
  const Target& target_;
  std::function<void(Exchange&)> on_sending_;
  std::function<void(Exchange&)> on_exchange_;
  std::size_t at_once_ = std::numeric_limits<std::size_t>::max();
  std::deque<std::vector<std::string>> waiting_;
  std::vector<std::unique_ptr<Chain>> chains_;
  std::vector<std::string> left_behind_;
  std::optional<TimerId> sweeping_;
};

}  // namespace conform
