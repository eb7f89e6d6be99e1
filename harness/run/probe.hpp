// Finds out once, before the first scenario, which capabilities a target has.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/run/event.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

/// What a target did with a feature that it does not simply lack, and the exchanges that show it.
struct ProbeEvidence {
  std::string capability;
  std::string what;
  std::vector<Exchange> exchanges;
};

/// The server stopped accepting connections while it was probed.
struct ProbeDeath {
  std::string problem;                    ///< the transport's message
  std::vector<Exchange> under_way;        ///< requests that lost their connection, as sent
  std::vector<std::string> capabilities;  ///< that these were about, if known
  std::deque<Exchange> creations;         ///< of the streams that the last of these is about
};

struct Findings {
  std::vector<Capability> capabilities;
  std::vector<std::string> created;  ///< URLs of streams that the probe created, oldest first
  /// Headers that were accepted and had no effect, where a client that relies on them loses or
  /// duplicates data.
  std::vector<ProbeEvidence> ignored;
  /// Well-formed requests whose connection was dropped every time, by a server that is still up.
  std::vector<ProbeEvidence> dropped;
  /// If set, nothing is known except what was created.
  std::optional<ProbeDeath> death;
};

struct ProbeOptions {
  std::string word;       ///< prefix of the probe's stream names
  Duration time_limit{};  ///< of each request
  /// Capabilities declared as missing: they are absent, and not tried.
  std::vector<std::string> lacks = {};
  /// Capabilities that stay unknown, since requesting one of them crashed the server before.
  std::vector<std::string> harmful = {};
  /// One request at a time, to find out which one crashes the server.
  bool one_by_one = false;
  /// Called several times a second; may be empty. When it returns true, the result is what was
  /// found until then.
  std::function<bool()> should_stop = {};
};

/// A capability is there only if its effect was seen, and absent only if it was refused or ignored:
/// one that is implemented wrongly is there, and the scenarios will report that. No response, a
/// dropped connection, 408, 429 and a 5xx other than 501 leave it unknown. The error, one sentence,
/// says why the target cannot be tested at all. A server that crashed on a request is not an error:
/// the crash is part of the findings (R38).
[[nodiscard]] Expected<Findings, std::string> probe(Transport& transport, const Target& target,
                                                    const ProbeOptions& options);

/// As a sentence: "URL took no connections any more (…) after PUT http://…, …".
[[nodiscard]] std::string to_string(const ProbeDeath& death, const Target& target);

}  // namespace conform
