// What this machine or this process lacks for one more connection: descriptors, ports, memory. It
// says nothing about the server.
#pragma once

#include <cstddef>

#include "harness/exchange/exchange.hpp"
#include "harness/transport/ending.hpp"

namespace conform {

/// Whether a system call that failed with this error lacked something of ours.
[[nodiscard]] bool is_own_lack(int system_error);

/// How a transmission ends that lacks it: it is not sent.
[[nodiscard]] Ending lacking(int system_error);

/// Whether an exchange ended so.
[[nodiscard]] bool is_own_lack(const Exchange& exchange);

/// EMFILE or ENFILE if no file can be opened now, 0 if one can.
[[nodiscard]] int lack_of_descriptors();

/// How many more files this process may open.
[[nodiscard]] std::size_t free_descriptors();

}  // namespace conform
