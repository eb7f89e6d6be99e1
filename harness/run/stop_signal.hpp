// Whether a run should stop before its end, and why.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace conform {

class StopSignal {
 public:
  /// The last reason counts.
  void stop(std::string why) { why_ = std::move(why); }
  [[nodiscard]] bool stopped() const { return why_.has_value(); }
  [[nodiscard]] const std::optional<std::string>& why() const { return why_; }

 private:
  std::optional<std::string> why_;
};

}  // namespace conform
