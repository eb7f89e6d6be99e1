#include "harness/gate/descendants.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <string_view>
#include <system_error>

namespace conform {
namespace {

/// More than any chain of parents has; parents that change meanwhile must not keep it going.
constexpr int max_ancestors = 1000;

/// 0 if the text begins with no number.
pid_t number_at(std::string_view text) {
  pid_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() ? number : 0;
}

struct State {
  char kind = 'X';  ///< as in /proc/PID/stat: Z and X have ended
  pid_t parent = 0;
};

State state_of(pid_t process) {
  std::array<char, 64> path{"/proc/"};
  char* const end = path.data() + path.size();
  auto* at = std::to_chars(path.data() + std::strlen(path.data()), end, process).ptr;
  constexpr std::string_view name("/stat\0", 6);
  std::memcpy(at, name.data(), name.size());
  const Descriptor file(::open(path.data(), O_RDONLY | O_CLOEXEC));
  std::array<char, 512> text{};
  const auto size = file.open() ? ::read(file.number(), text.data(), text.size()) : 0;
  if (size <= 0) return {};
  const std::string_view line(text.data(), static_cast<std::size_t>(size));
  // The name in parentheses may contain any characters.
  const auto after_name = line.rfind(')');
  constexpr std::size_t to_kind = 2;
  constexpr std::size_t to_parent = 4;
  if (after_name == std::string_view::npos || after_name + to_parent >= line.size()) return {};
  return {line[after_name + to_kind], number_at(line.substr(after_name + to_parent))};
}

bool descends(pid_t process, pid_t root) {
  const State state = state_of(process);
  if (state.kind == 'Z' || state.kind == 'X') return false;
  pid_t ancestor = state.parent;
  for (int i = 0; i < max_ancestors && ancestor > 1; ++i) {
    if (ancestor == root) return true;
    ancestor = state_of(ancestor).parent;
  }
  return false;
}

}  // namespace

Descendants::Descendants(pid_t root)
    : root_(root), processes_(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}

pid_t Descendants::next() {
  while (const pid_t process = next_process()) {
    if (descends(process, root_)) return process;
  }
  return 0;
}

// Without opendir(), which allocates.
pid_t Descendants::next_process() {
  while (true) {
    if (at_ >= size_) {
      const auto size =
          ::syscall(SYS_getdents64, processes_.number(), entries_.data(), entries_.size());
      if (size <= 0) return 0;
      size_ = static_cast<std::size_t>(size);
      at_ = 0;
    }
    const char* entry = entries_.data() + at_;
    decltype(dirent64::d_reclen) length = 0;
    std::memcpy(&length, entry + offsetof(dirent64, d_reclen), sizeof length);
    at_ += length;
    if (const pid_t process = number_at(entry + offsetof(dirent64, d_name))) return process;
  }
}

}  // namespace conform
