// Deletes the streams that a run has made.
#pragma once

#include <functional>
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

  /// Deletes these one after another, the last made first: a fork before its source.
  void remove(std::vector<std::string> urls);
  [[nodiscard]] bool idle() const { return chains_.empty(); }
  /// URLs that may still be there.
  [[nodiscard]] const std::vector<std::string>& left_behind() const { return left_behind_; }

 private:
  struct Chain {
    std::vector<std::string> urls;
    std::unique_ptr<Recording> deleting;
  };

  void delete_next(Chain& chain);
  void sweep();

  Transport& transport_;
  const Target& target_;
  std::function<void(Exchange&)> on_sending_;
  std::function<void(Exchange&)> on_exchange_;
  std::vector<std::unique_ptr<Chain>> chains_;
  std::vector<std::string> left_behind_;
};

}  // namespace conform
