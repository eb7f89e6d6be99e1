// Failures as GitHub workflow commands, shown as annotations on a pull request. GitHub shows ten
// errors and ten warnings per step: if there are more, the last one gives the number left out.
#pragma once

#include <string>
#include <vector>

#include "reports/entry.hpp"

namespace conform::reports {

class Annotations final : public Document {
 public:
  void on(const Entry& entry) override;

  [[nodiscard]] std::string text() const override;

 private:
  std::vector<std::string> errors_;
  std::vector<std::string> unjudged_;
  std::vector<std::string> warnings_;
  std::size_t known_ = 0;
  Closing closing_ = closing_of_unfinished_run();
};

}  // namespace conform::reports
