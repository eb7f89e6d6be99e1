// The last few scenarios of a run, which the run may have spent most of its time waiting for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/http/instant.hpp"

namespace conform {

class LastScenarios {
 public:
  /// This many are waiting or running.
  void note_left(std::size_t count, Instant now);
  void note_ended(const std::string& scenario);

  /// One sentence if a run that started at `began` spent long waiting for them; otherwise nullopt.
  [[nodiscard]] std::optional<std::string> summary(Instant began, Instant now) const;

 private:
  std::optional<Instant> since_;  ///< only few have been left since then
  std::vector<std::string> ended_;
};

}  // namespace conform
