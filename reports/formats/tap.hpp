// The Test Anything Protocol, version 14. Known failures are reported as TODO; a run that did not
// finish bails out and has no plan.
#pragma once

#include <string>

#include "reports/entry.hpp"

namespace conform::reports {

class Tap final : public Document {
 public:
  void on(const Entry& entry) override;

  [[nodiscard]] std::string text() const override;

 private:
  void add(const Finding& finding);

  std::string points_;
  std::size_t count_ = 0;
  Closing closing_ = closing_of_unfinished_run();
};

}  // namespace conform::reports
