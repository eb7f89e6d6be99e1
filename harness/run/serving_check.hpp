// Whether a server serves several connections at a time: some take the next only when they are done
// with the last. Such a server is to be asked one thing at a time.
#pragma once

#include <string>
#include <vector>

#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

struct Serving {
  bool one_at_a_time = false;
  std::vector<std::string> created;  ///< URLs of streams that were made to find out
};

/// Leaves a long-poll waiting on one connection and asks something else on another. Where the
/// second answer comes only when the first connection is closed, the server takes one at a time;
/// whatever else happens, it is taken to serve several. `word` names the stream.
[[nodiscard]] Serving check_serving(Transport& transport, const Target& target,
                                    const std::string& word);

}  // namespace conform
