// Finds out once, before the first scenario, what a target can do.
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

/// The server took no connections any more while it was probed.
struct ProbeDeath {
  std::string problem;                    ///< in the transport's words
  std::vector<Exchange> under_way;        ///< requests that lost their connection, as sent
  std::vector<std::string> capabilities;  ///< that these asked for, where one is known
  std::deque<Exchange> creations;         ///< of the streams that the last of these is about
};

struct Findings {
  std::vector<Capability> capabilities;
  std::vector<std::string> created;  ///< URLs of streams that the probe made, oldest first
  /// Headers that were accepted and had no effect, where a client that relies on them loses or
  /// doubles data.
  std::vector<ProbeEvidence> ignored;
  /// Well-formed requests whose connection was dropped each time, by a server that is still there.
  std::vector<ProbeEvidence> dropped;
  /// With it, nothing is known but what was created.
  std::optional<ProbeDeath> death;
};

struct ProbeOptions {
  std::string word;       ///< names the probe's streams
  Duration time_limit{};  ///< of each request
  /// Capabilities that the target is said to lack: they are absent, and not tried.
  std::vector<std::string> lacks = {};
  /// Capabilities that are left unknown, since asking for one of them ended the server before.
  std::vector<std::string> harmful = {};
  /// One question at a time, so that it is known which one ends the server.
  bool one_by_one = false;
  /// Asked several times a second; empty for never. What was found until then is the result, and
  /// the transport is not to be used any more.
  std::function<bool()> should_stop = {};
};

/// A capability is there only if its effect was seen, and absent only if it was refused or treated
/// as if it had not been asked for: one that is done wrongly is there, and the scenarios will say
/// so. Silence, a dropped connection, 408, 429 and a 5xx other than 501 leave it unknown. The
/// error, one sentence, says why the target cannot be judged at all. A server that a request ended
/// is no error: the death is among the findings (R38).
[[nodiscard]] Expected<Findings, std::string> probe(Transport& transport, const Target& target,
                                                    const ProbeOptions& options);

/// "URL took no connections any more (…) after PUT http://…, …".
[[nodiscard]] std::string to_string(const ProbeDeath& death, const Target& target);

}  // namespace conform
