// The live display of a campaign: on a terminal each finding as it is made, and below them the
// progress; elsewhere one line a minute.
#pragma once

#include <chrono>
#include <string>

#include "fuzz/campaign/campaign.hpp"

namespace conform {

class CampaignScreen {
 public:
  /// Writes to the standard error output.
  CampaignScreen();
  ~CampaignScreen();
  CampaignScreen(const CampaignScreen&) = delete;
  CampaignScreen& operator=(const CampaignScreen&) = delete;

  void on(const fuzz::CampaignState& state);
  void on(const fuzz::Finding& finding);

 private:
  void clear();

  bool is_terminal_ = false;
  unsigned columns_ = 80;
  unsigned drawn_ = 0;  ///< lines to be overwritten
  std::chrono::steady_clock::time_point next_line_;
};

/// The progress of a campaign, in three lines.
[[nodiscard]] std::string status_text(const fuzz::CampaignState& state);
/// "12 s", "3 min", "2 h"
[[nodiscard]] std::string time_since(std::chrono::duration<double> time);

}  // namespace conform
