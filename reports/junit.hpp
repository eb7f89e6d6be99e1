// JUnit XML as Jenkins' junit-10 schema has it (junit.xsd states the part that we use). A build
// goes red where the run does not end well: what fails or is blocked is a failure, what could not
// be judged an error. A warning is a passing case with words.
#pragma once

#include <string>
#include <vector>

#include "harness/run/event.hpp"
#include "reports/finding.hpp"

namespace conform::reports {

struct JUnitCase {
  std::string name;
  Verdict verdict = Verdict::pass;
  Duration took{};
  std::string message;
  std::string details;
};

struct JUnitSuite {
  std::string name;
  std::vector<JUnitCase> cases;
};

class JUnit final : public Reporter {
 public:
  explicit JUnit(Context context);

  void on(const Event& event) override;

  /// The document. Before RunFinished it says that the run did not finish.
  [[nodiscard]] std::string text() const;

 private:
  void add(const Finding& finding);
  [[nodiscard]] std::vector<JUnitSuite> suites_to_write() const;

  Context context_;
  std::string timestamp_;
  Duration took_{};
  std::string unfinished_ = "the run did not finish";  ///< why; empty when it did
  std::vector<JUnitSuite> suites_;
};

}  // namespace conform::reports
