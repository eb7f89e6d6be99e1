// Entries as JSON: one per line of an events file, distinguished by the member "event":
//
//     {"event": "started", "conform", "target", "run", "started", "expected_count", "shard",
//      "capabilities": [{"name", "present", "state", "how"}]}
//     {"event": "result", and the members of a scenario of the JSON report}
//     {"event": "behaviour", "id", "title", "value"}
//     {"event": "finished", "seconds", "stopped_early", "conclusion", "server", "gate",
//      "start_with", "exchange_count", "observation_count", "notes", "objections"}
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "harness/http/expected.hpp"
#include "reports/entry.hpp"
#include "reports/run_summary.hpp"
#include "reports/saved/members.hpp"

namespace conform::reports {

[[nodiscard]] nlohmann::ordered_json to_json(const Shard& shard);
/// Without its name; "state" is "there", "not there" or "not known".
[[nodiscard]] nlohmann::ordered_json to_json(const Capability& capability);
[[nodiscard]] nlohmann::ordered_json to_json(const Opening& run);
[[nodiscard]] nlohmann::ordered_json to_json(const Finding& finding);
[[nodiscard]] nlohmann::ordered_json to_json(const Behaviour& seen);
[[nodiscard]] nlohmann::ordered_json to_json(const Closing& run);

/// The statement about the server: "conclusion", one word, and "server", a sentence.
[[nodiscard]] nlohmann::ordered_json to_json(const RunSummary& summary);

/// One line, with its line feed. A closing entry includes the summary of the run.
[[nodiscard]] std::string to_line(const Entry& entry, const RunSummary& summary);
/// The same without the summary.
[[nodiscard]] std::string to_line(const Entry& entry);

// Untrusted text is cleaned and bounded again; unknown members are ignored, and missing ones get
// the most neutral value. The text of requirements comes from the context.

[[nodiscard]] Capability capability_from(std::string name, const Members& from);
/// Without capabilities: the JSON report writes them in its own way.
[[nodiscard]] Opening opening_from(const Members& from);
[[nodiscard]] Finding finding_from(const Members& from, const Context& context);
[[nodiscard]] Behaviour behaviour_from(const Members& from);
[[nodiscard]] Closing closing_from(const Members& from);

/// The error is one sentence.
[[nodiscard]] Expected<Entry, std::string> entry_from(const nlohmann::ordered_json& line,
                                                      const Context& context);

}  // namespace conform::reports
