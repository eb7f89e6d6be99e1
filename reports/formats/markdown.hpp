// The report for the page of a CI run, in GitHub's Markdown: the conclusion, the counts, and each
// failure in a collapsed section. Data from others appears only in code, where it cannot act as
// markup, a link or a mention. The total stays below GitHub's limit for a summary, 1 MiB.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reports/entry.hpp"
#include "reports/run_summary.hpp"
#include "reports/tally.hpp"
#include "reports/text/groups.hpp"
#include "reports/text/suite_table.hpp"

namespace conform::reports {

inline constexpr std::size_t max_markdown_bytes = 1'000'000;

class Markdown final : public Document {
 public:
  void on(const Entry& entry) override;

  [[nodiscard]] std::string text() const override;

 private:
  /// Text that cannot exceed its limit.
  class Bounded;

  void add(const Finding& finding);
  [[nodiscard]] std::string heading() const;
  void write_causes(Bounded& out) const;
  void write_findings(Bounded& out, Verdict verdict) const;
  void write_known(Bounded& out) const;
  void write_groups(Bounded& out, Verdict verdict) const;

  Opening opening_;
  Closing closing_ = closing_of_unfinished_run();
  Tally tally_;
  RunSummary summary_;
  SuiteTable suites_;
  std::map<Verdict, std::vector<Finding>> failures_;
  std::vector<Finding> known_;
  std::map<Verdict, Groups> groups_;
};

}  // namespace conform::reports
