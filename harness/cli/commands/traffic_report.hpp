// Reports on traffic that was judged: the same reports, gate and exit status as those of a run.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/cli/commands/reporting.hpp"
#include "harness/cli/options/settings.hpp"
#include "harness/gate/gate.hpp"
#include "harness/http/instant.hpp"
#include "harness/run/event.hpp"

namespace conform {

/// What is reported.
struct JudgedTraffic {
  std::string target;  ///< the server's URL
  Instant began{};
  std::size_t exchanges = 0;
  std::vector<Result> results{};
  std::vector<std::string> notes{};
  std::vector<std::string> objections{};  ///< what fails it besides its results
};

/// From now on, no credentials of the exchanges that are their evidence are written.
void hide_credentials_in(const std::vector<Result>& results);

class TrafficReport {
 public:
  /// `catalogue` must outlive this.
  TrafficReport(const Settings& settings, const ReportPaths& paths, const Catalogue& catalogue);

  /// Writes all reports, once. Returns the exit status.
  int write(JudgedTraffic traffic);

 private:
  void pass_on(const Event& event);

  Reporting reporting_;
  Gate gate_;
  int status_;
};

}  // namespace conform
