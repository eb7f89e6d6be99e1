// JUnit XML as Jenkins' junit-10 schema has it (junit.xsd states the part that we use). A build
// goes red where the run does not end well: what fails or is blocked is a failure, what could not
// be judged an error. A warning is a passing case with words, a known failure is skipped.
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
  Closing closing_ = closing_of_nothing();
  std::vector<JUnitSuite> suites_;
};

}  // namespace conform::reports
