// The last few scenarios of a run, which it may have spent most of its time waiting for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/http/instant.hpp"

namespace conform {

class LastScenarios {
 public:
  /// So many are waiting or at work.
  void note_left(std::size_t count, Instant now);
  void note_ended(const std::string& scenario);

  /// One sentence where it is worth telling: a run that began then spent long waiting for them.
  [[nodiscard]] std::optional<std::string> told(Instant began, Instant now) const;

 private:
  std::optional<Instant> since_;  ///< only few have been left since then
  std::vector<std::string> ended_;
};

}  // namespace conform
