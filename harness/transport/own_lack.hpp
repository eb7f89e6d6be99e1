// What this machine or this process lacks for one more connection: descriptors, ports, memory. It
// says nothing about the server.
#pragma once

#include <cstddef>
#include <string>

#include "harness/transport/ending.hpp"

namespace conform {

/// Whether a system call that failed with this error lacked something of ours.
[[nodiscard]] bool is_own_lack(int system_error);

/// Whether a system call that failed with this error met a machine that is short of something, or
/// broken: descriptors, memory, processes, disk. No other options of the user would help.
[[nodiscard]] bool is_fault_of_machine(int system_error);

/// Throws std::system_error, with `what` before its reason, if that is true of errno.
void require_machine(const std::string& what);

/// How a transmission ends that lacks it: as Outcome::no_resources.
[[nodiscard]] Ending lacking(int system_error);

/// EMFILE or ENFILE if no file can be opened now, 0 if one can.
[[nodiscard]] int lack_of_descriptors();

/// How many more files this process may open.
[[nodiscard]] std::size_t free_descriptors();

}  // namespace conform
