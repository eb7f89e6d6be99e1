#include "harness/gate/session.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace conform {

void for_each_in_session(pid_t session, const std::function<void(pid_t)>& visit) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const auto process = static_cast<pid_t>(std::atoi(entry.path().filename().c_str()));
    if (process > 0 && ::getsid(process) == session) visit(process);
  }
}

void signal_session(pid_t session, int number) {
  ::kill(-session, number);
  for_each_in_session(session, [&](pid_t process) {
    if (::getpgid(process) != session) ::kill(process, number);
  });
}

}  // namespace conform
