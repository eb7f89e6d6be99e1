// A table of results by suite: a row for each suite, a column for each verdict that occurred and
// one for known failures.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reports/finding.hpp"
#include "reports/text/explanation.hpp"

namespace conform::reports {

class SuiteTable {
 public:
  void add(const Finding& finding);

  /// Heading and rows, with suites in the order of their first results.
  [[nodiscard]] std::vector<Line> lines(std::size_t width) const;

 private:
  struct Row {
    std::string suite;
    std::map<Verdict, std::size_t> counts;
    std::size_t known = 0;
    Duration took{};
  };

  [[nodiscard]] std::vector<Verdict> verdicts() const;
  [[nodiscard]] bool has_known() const;
  [[nodiscard]] std::size_t name_width(std::size_t width, std::size_t verdict_columns) const;

  std::vector<Row> rows_;
};

}  // namespace conform::reports
