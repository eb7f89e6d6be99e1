// The processes of a server: those of the session that its first one leads, in whatever groups.
#pragma once

#include <sys/types.h>

#include <functional>

namespace conform {

/// Calls `visit` with each process of the session.
void for_each_in_session(pid_t session, const std::function<void(pid_t)>& visit);

/// Sends a signal to all of them.
void signal_session(pid_t session, int number);

}  // namespace conform
