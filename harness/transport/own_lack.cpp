#include "harness/transport/own_lack.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>

namespace conform {
namespace {

std::string_view remedy(int system_error) {
  switch (system_error) {
    case EMFILE:
      return " in this process: raise the limit with 'ulimit -n', or use --jobs 1";
    case EADDRNOTAVAIL:
      return ": no local port is free";
    default:
      return " on this machine";
  }
}

}  // namespace

bool is_own_lack(int system_error) {
  switch (system_error) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case EADDRNOTAVAIL:
      return true;
    default:
      return false;
  }
}

bool is_fault_of_machine(int system_error) {
  switch (system_error) {
    case EAGAIN:
    case EDQUOT:
    case EIO:
    case ENOSPC:
      return true;
    default:
      return is_own_lack(system_error);
  }
}

void require_machine(const std::string& what) {
  if (is_fault_of_machine(errno)) throw std::system_error(errno, std::generic_category(), what);
}

Ending lacking(int system_error) {
  const std::error_code error(system_error, std::generic_category());
  return {Outcome::no_resources,
          fmt::format("conform could not connect: {}{}", error.message(), remedy(system_error))};
}

int lack_of_descriptors() {
  const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno == EMFILE || errno == ENFILE ? errno : 0;
  ::close(descriptor);
  return 0;
}

std::size_t free_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  std::error_code error;
  const std::filesystem::directory_iterator open("/proc/self/fd", error);
  const auto used = error ? 0 : std::distance(begin(open), end(open));
  const auto most = static_cast<std::size_t>(limit.rlim_max);
  return most > static_cast<std::size_t>(used) ? most - static_cast<std::size_t>(used) : 0;
}

}  // namespace conform
