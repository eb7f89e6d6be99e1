// The report for programs. Members are only ever added, never renamed or taken away:
//
//     {"conform": "0.1.0", "target": URL, "run": ID, "started": RFC 3339, "seconds": 4.1,
//      "stopped_early": null or why, "conclusion": "conformant", "summary": {"pass": 50, …, every
//      verdict}, "capabilities": {NAME: {"present": true, "how": "…"}}, "exchange_count": 812,
//      "notes": ["…"],
//      "scenarios": [{"id", "suite", "title", "verdict", "level", "requirements": [ID], "ruling",
//                     "seconds", "message", "place", "why",
//                     with evidence "expected", "got", "curl", "exchanges": [[line]]}]}
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "harness/run/event.hpp"
#include "reports/finding.hpp"

namespace conform::reports {

class Json final : public Reporter {
 public:
  explicit Json(Context context);

  void on(const Event& event) override;

  /// The document. Before RunFinished it says that the run did not finish.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] const nlohmann::ordered_json& document() const { return document_; }

 private:
  void started(const RunStarted& run);
  void observed(const BehaviourObserved& event);
  void reached(const ResultReached& event);
  void finished(const RunFinished& run);

  Context context_;
  nlohmann::ordered_json document_;
};

}  // namespace conform::reports
