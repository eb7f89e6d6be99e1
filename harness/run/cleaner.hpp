// Deletes the streams that a run has made.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "harness/run/recording.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class Cleaner {
 public:
  /// The observers see each deletion before it goes out and when it has ended.
  Cleaner(Transport& transport, const Target& target, std::function<void(Exchange&)> on_sending,
          std::function<void(Exchange&)> on_exchange);
  ~Cleaner();
  Cleaner(const Cleaner&) = delete;
  Cleaner& operator=(const Cleaner&) = delete;

  /// Deletes these one after another, the last made first: a fork before its source. A server that
  /// is busy is asked again.
  void remove(std::vector<std::string> urls);
  /// From now on at most so many deletions are under way at once; those that are go on.
  void allow(std::size_t at_once);
  /// The server has died, and with it what was to be deleted.
  void forget();
  [[nodiscard]] bool idle() const { return chains_.empty() && waiting_.empty(); }
  [[nodiscard]] std::size_t under_way() const { return chains_.size(); }
  /// URLs that may still be there.
  [[nodiscard]] const std::vector<std::string>& left_behind() const { return left_behind_; }

 private:
  struct Chain {
    std::vector<std::string> urls;
    std::unique_ptr<Recording> deleting{};  ///< none while it waits to ask again
    int refusals = 0;
    TimerId again = 0;
  };

  void fill();
  void delete_next(Chain& chain);
  void ask_later(Chain& chain, Duration wait);
  /// Whether the chain is over.
  [[nodiscard]] bool go_on(Chain& chain);
  void sweep();

  Transport& transport_;
  const Target& target_;
  std::function<void(Exchange&)> on_sending_;
  std::function<void(Exchange&)> on_exchange_;
  std::size_t at_once_ = std::numeric_limits<std::size_t>::max();
  std::deque<std::vector<std::string>> waiting_;
  std::vector<std::unique_ptr<Chain>> chains_;
  std::vector<std::string> left_behind_;
};

}  // namespace conform
