// The report for programs. Members are only ever added, never renamed or taken away:
//
//     {"conform": "0.1.0", "target": URL, "run": ID, "started": RFC 3339, "seconds": 4.1,
//      "stopped_early": null or why, "conclusion": "conformant", "server": a
//      sentence, "gate": {"decision": "passed", "exit_status": 0}, "summary": {"pass": 50, …, every
//      verdict}, "capabilities": {NAME: {"present": true, "state": "there", "how": "…"}},
//      "exchange_count": 812, "notes": ["…"], "objections": ["…"], "shard": {"index": 1, "of": 1},
//      "expected_count": 60, "available_count": 1675, "observation_count": 2,
//      "root_causes": [{"headline", "verdict", "level", "harm", "requirements", "failed": [ID],
//                       "blocked": [ID]}], most serious first,
//      "scenarios": [{"id", "suite", "title", "verdict", "level", "requirements": [ID], "ruling",
//                     "seconds", "message", "place", "why",
//                     "harm", "observations": [{"aspect", "name", "missing", "method", "status",
//                     "text"}],
//                     with evidence "expected", "got", "curl", "exchanges": [[line]],
//                     of a known failure "known": {"reason", "until"},
//                     of what a campaign found "replay": {"scenario", "transcript", "shell",
//                     "confirmed", "confirmations"}}]}
//
// "conclusion" is about the server, whether its failures are known or not: "conformant",
// "violations", "no-failure" where only a part was run, "nothing-run" or "not-judged". "gate" is
// about the build: "passed", "failed", "nothing-run" or "not-judged".
// "campaign": true says that 'conform fuzz' has written it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "reports/entry.hpp"
#include "reports/run_summary.hpp"

namespace conform::reports {

class Json final : public Document {
 public:
  Json();

  void on(const Entry& entry) override;

  [[nodiscard]] std::string text() const override;
  [[nodiscard]] const nlohmann::ordered_json& document() const { return document_; }

 private:
  void add(const Opening& run);
  void add(const Finding& finding);
  void add(const Behaviour& seen);
  void add(const Closing& run);

  RunSummary summary_;
  nlohmann::ordered_json document_;
};

}  // namespace conform::reports
