// The report for reading in a browser: one page with the conclusion, the failures, the matrix of
// requirements, all results, and what the server does where the protocol leaves it open.
#pragma once

#include <string>

#include "harness/scenario/scenario.hpp"
#include "reports/entry.hpp"
#include "reports/formats/json.hpp"
#include "reports/requirement_status.hpp"
#include "reports/run_summary.hpp"
#include "reports/tally.hpp"

namespace conform::reports {

/// Shell commands without credentials.
struct Commands {
  std::string again;      ///< repeats the run
  std::string of_target;  ///< runs everything on the same target, ready for " --only ID"
  /// Repeats a campaign; empty if the command is not known.
  std::string again_campaign = {};
};

class Html final : public Document {
 public:
  /// The catalogue must outlive this.
  Html(const Catalogue& catalogue, Commands commands);

  void on(const Entry& entry) override;

  [[nodiscard]] std::string text() const override;

 private:
  [[nodiscard]] nlohmann::ordered_json data() const;
  [[nodiscard]] std::string subject() const;
  [[nodiscard]] std::string heading(const nlohmann::ordered_json& document) const;

  Json json_;
  RequirementStatuses statuses_;
  Tally tally_;
  RunSummary summary_;
  Closing closing_ = closing_of_unfinished_run();
  const Catalogue& catalogue_;
  Commands commands_;
  bool campaign_ = false;
  bool judges_server_ = false;
  bool judges_client_ = false;
};

}  // namespace conform::reports
