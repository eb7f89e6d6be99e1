// A README badge for the endpoint badge of shields.io:
//
//     {"schemaVersion": 1, "label": "durable streams", "message": "1672 of 1680 pass", "color": …}
#pragma once

#include <string>

#include "reports/entry.hpp"
#include "reports/run_summary.hpp"
#include "reports/tally.hpp"

namespace conform::reports {

class Badge final : public Document {
 public:
  void on(const Entry& entry) override;

  [[nodiscard]] std::string text() const override;

 private:
  [[nodiscard]] std::string message() const;
  [[nodiscard]] std::string_view colour() const;

  Tally tally_;
  RunSummary summary_;
  Closing closing_ = closing_of_unfinished_run();
};

}  // namespace conform::reports
