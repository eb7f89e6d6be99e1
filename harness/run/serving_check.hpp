// Whether a server serves several connections at a time: some accept the next only when they are
// done with the last. Such a server gets one request at a time.
#pragma once

#include <string>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/run/stop_signal.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

struct Serving {
  bool one_at_a_time = false;
  std::vector<std::string> created;  ///< URLs of streams created for the check
};

/// Whether anyone answers at the URL, whatever the answer; the error says why not.
[[nodiscard]] Expected<void, std::string> check_reachable(Transport& transport,
                                                          const Target& target,
                                                          const StopSignal& stop);

/// Leaves a long-poll waiting on one connection and sends a request on another. If the second
/// response comes only after the first connection is closed, the server serves one at a time; in
/// all other cases it is assumed to serve several. `word` names the stream.
[[nodiscard]] Serving check_serving(Transport& transport, const Target& target,
                                    const std::string& word, const StopSignal& stop);

}  // namespace conform
