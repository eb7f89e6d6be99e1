// JUnit XML following Jenkins' junit-10 schema (junit.xsd contains the part that we use). A build
// is red if the run does not succeed: failures and blocked tests become failures, what could not be
// judged becomes an error. A warning is a passing case with output, a known failure is skipped.
#pragma once

#include <string>
#include <vector>

#include "reports/entry.hpp"

namespace conform::reports {

struct JUnitCase {
  std::string name;
  Verdict verdict = Verdict::pass;  ///< a known failure is a skip
  Duration took{};
  std::string message;
  std::string details;
};

struct JUnitSuite {
  std::string name;
  std::vector<JUnitCase> cases;
};

class JUnit final : public Document {
 public:
  void on(const Entry& entry) override;

  [[nodiscard]] std::string text() const override;

 private:
  void add(const Finding& finding);
  [[nodiscard]] std::vector<JUnitSuite> suites_to_write() const;

  std::string timestamp_;
  Closing closing_ = closing_of_unfinished_run();
  std::vector<JUnitSuite> suites_;
};

}  // namespace conform::reports
