// Finds out once, before the first scenario, what a target can do.
#pragma once

#include <string>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/run/event.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

struct Findings {
  std::vector<Capability> capabilities;
  std::vector<std::string> created;  ///< URLs of streams that the probe made
};

/// A capability is absent only where the server refuses it or shows no sign of knowing it: one that
/// does it wrongly has it, and the scenarios will say so. `word` names the probe's streams. The
/// error, one sentence, says why the target cannot be judged at all.
[[nodiscard]] Expected<Findings, std::string> probe(Transport& transport, const Target& target,
                                                    const std::string& word, Duration time_limit);

}  // namespace conform
