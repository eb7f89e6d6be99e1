#include "reports/saved/folder_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>
#include <filesystem>

#include "harness/transport/own_lack.hpp"
#include "reports/text/clean.hpp"

namespace conform::reports {

Expected<FolderLock, std::string> FolderLock::take(const std::string& folder) {
  const auto path = std::filesystem::path(folder) / ".conform.lock";
  // Not removed at the end: another run may be waiting to open it.
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file.open()) {
    require_machine(fmt::format("cannot write to {}", quote(folder)));
    return unexpected(
        fmt::format("Cannot write reports to {}: {}. Give a folder where this "
                    "user may write.",
                    quote(folder), system_reason()));
  }
  if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return unexpected(
        fmt::format("Another run is writing its reports to {}. Wait for it, or give "
                    "another folder.",
                    quote(folder)));
  }
  return FolderLock(std::move(file));
}

}  // namespace conform::reports
