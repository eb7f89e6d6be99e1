// How many findings have each verdict. Known failures are counted separately.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "reports/finding.hpp"

namespace conform::reports {

class Tally {
 public:
  void add(const Finding& finding);

  [[nodiscard]] std::size_t of(Verdict verdict) const;
  [[nodiscard]] std::size_t known() const { return known_; }
  [[nodiscard]] std::size_t total() const;

  /// "50 pass, 3 fail, 1 known": zero counts are omitted.
  [[nodiscard]] std::string words(bool passes_too = true) const;

 private:
  std::map<Verdict, std::size_t> counts_;
  std::size_t known_ = 0;
};

/// "1 result", "2 results"
[[nodiscard]] std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// "Not conformant"
[[nodiscard]] std::string_view headline(Conclusion conclusion);

}  // namespace conform::reports
