// How much memory the responses of a run may take at once. What arrives beyond it is not read, and
// says nothing about the server.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "harness/run/limits.hpp"

namespace conform {

class MemoryBudget {
 public:
  /// `memory`: bytes for the whole program, of which responses get a part.
  explicit MemoryBudget(std::size_t memory = limits::memory_bytes)
      : most_(memory / limits::memory_for_each_response_byte) {}

  /// False if there is not that much left.
  [[nodiscard]] bool take(std::size_t bytes) {
    if (bytes > most_ || used_ > most_ - bytes) return false;
    used_ += bytes;
    return true;
  }
  /// Takes it even if there is not that much left.
  void charge(std::size_t bytes) { used_ += bytes; }
  void give_back(std::size_t bytes) { used_ -= bytes; }

  /// Bytes that may be in use at once.
  [[nodiscard]] std::size_t most() const { return most_; }
  /// So much is in use that nothing new should be started.
  [[nodiscard]] bool is_scarce() const { return used_ > most_ / 2; }

 private:
  std::size_t most_;
  std::size_t used_ = 0;
};

/// What one attempt holds of a budget; given back at its end.
class MemoryShare {
 public:
  explicit MemoryShare(std::shared_ptr<MemoryBudget> budget) : budget_(std::move(budget)) {}
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;
  ~MemoryShare() { budget_->give_back(held_ + kept_); }

  /// For bytes that arrive. False if they must not be kept: then the attempt shows nothing.
  [[nodiscard]] bool take(std::size_t bytes) {
    if (!budget_->take(bytes)) {
      ran_out_ = true;
      return false;
    }
    held_ += bytes;
    return true;
  }
  void give_back(std::size_t bytes) {
    budget_->give_back(bytes);
    held_ -= bytes;
  }

  /// For what is kept until the end of a step.
  void keep(std::size_t bytes) {
    budget_->charge(bytes);
    kept_ += bytes;
  }
  void begin_step() { budget_->give_back(std::exchange(kept_, 0)); }

  /// Something was not read.
  [[nodiscard]] bool ran_out() const { return ran_out_; }

 private:
  std::shared_ptr<MemoryBudget> budget_;
  std::size_t held_ = 0;
  std::size_t kept_ = 0;
  bool ran_out_ = false;
};

}  // namespace conform
