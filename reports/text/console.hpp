// The report for reading during and after a run, in a terminal or a build log.
#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "reports/entry.hpp"
#include "reports/run_summary.hpp"
#include "reports/tally.hpp"
#include "reports/text/explanation.hpp"
#include "reports/text/groups.hpp"
#include "reports/text/suite_table.hpp"

namespace conform::reports {

struct ConsoleOptions {
  bool colour = false;
  bool progress = false;  ///< a line that is redrawn continuously: only for a terminal
  unsigned columns = 80;
  bool verbose = false;        ///< every result immediately, every failure in full
  bool other_reports = false;  ///< report files with all details are written too
};

class Console final : public Report {
 public:
  Console(std::ostream& out, ConsoleOptions options);

  /// Files of this run could not be written, which decides the exit status that is shown.
  void expect_missing_files() { has_missing_files_ = true; }

  void on(const Entry& entry) override;

 private:
  void started(const Opening& run);
  void reached(const Finding& finding);
  void finished(const Closing& run);

  void keep(const Finding& finding);
  void write_result(const Finding& finding);
  void write_capabilities(const std::vector<Capability>& capabilities);
  [[nodiscard]] std::string_view who_has(Verdict verdict) const;
  void write_details(Verdict verdict);
  void write_causes(const Closing& run, Verdict verdict);
  void write_cause(const RootCause& cause, std::size_t number);
  void write_finding(const Finding& finding);
  void write_start(const Closing& run);
  void write_blocked(const Closing& run);
  void write_groups(Verdict verdict, Groups::Ids ids);
  void write_behaviours();
  void write_known();
  void write_list(std::string_view title, Style style, const std::vector<std::string>& texts);
  void write_conclusion(const Closing& run);
  [[nodiscard]] std::vector<std::string> advice(const Closing& run) const;
  void draw_progress(std::string_view latest);
  void erase_progress();

  void section(std::string_view title);
  void blank_line();
  void write(const Line& line);
  void write(const std::vector<Line>& lines);
  void write_paragraph(Style style, const std::string& text);
  [[nodiscard]] std::string styled(Style style, std::string_view text) const;

  std::ostream& out_;
  ConsoleOptions options_;

  std::size_t expected_ = 0;
  Tally tally_;
  RunSummary summary_;
  std::size_t progress_columns_ = 0;  ///< width of the progress line now on the terminal
  SuiteTable suites_;
  std::map<std::string, Finding> failed_;  ///< fail, error and warn, by id
  std::map<Verdict, Groups> groups_;
  std::vector<Finding> known_;
  std::map<std::string, std::string> behaviours_;  ///< value by title
  bool has_missing_files_ = false;
};

}  // namespace conform::reports
