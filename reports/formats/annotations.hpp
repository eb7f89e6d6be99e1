// Failures as GitHub's workflow commands, which a pull request shows as annotations. GitHub shows
// ten errors and ten warnings of a step: of more, the last one says how many are left.
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
  Closing closing_ = closing_of_nothing();
};

}  // namespace conform::reports
