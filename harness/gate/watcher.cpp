#include "harness/gate/watcher.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <system_error>

#include "harness/transport/stop_signals.hpp"

namespace conform {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::uint32_t changes = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                  IN_MOVED_TO | IN_DELETE_SELF | IN_ONLYDIR;

std::string whole(const std::string& path) {
  std::error_code error;
  const auto found = fs::weakly_canonical(path, error);
  return error ? path : found.string();
}

bool is_hidden(std::string_view name) {
  return name.starts_with('.');
}

timespec time_until(Clock::time_point latest) {
  const auto left = std::max(latest - Clock::now(), Clock::duration::zero());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  return {.tv_sec = seconds.count(), .tv_nsec = std::chrono::nanoseconds(left - seconds).count()};
}

/// Whether there is something to read before the deadline, and before the user stops this program.
bool readable(int descriptor, std::optional<Clock::time_point> latest) {
  pollfd source{descriptor, POLLIN, 0};
  // Signals come only during the wait, so that none comes between the question and the wait.
  const auto signals = stop_signal_set();
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &signals, &before);
  int count = -1;
  do {
    timespec limit{};
    if (latest) limit = time_until(*latest);
    errno = EINTR;
    if (!stop_was_asked()) count = ::ppoll(&source, 1, latest ? &limit : nullptr, &before);
  } while (count < 0 && errno == EINTR && !stop_was_asked());
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return count > 0;
}

}  // namespace

Watcher::Watcher(milliseconds settle_time)
    : settle_time_(settle_time), events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

Expected<Watcher, std::string> Watcher::on(const WatchedFiles& files) {
  Watcher watcher(files.settle_time);
  for (const auto& path : files.ignored) watcher.ignored_.insert(whole(path));
  for (const auto& path : files.paths) {
    if (const auto problem = watcher.add(path)) {
      return unexpected(fmt::format("{} cannot be watched: {}", path, *problem));
    }
  }
  return watcher;
}

std::optional<std::string> Watcher::add(const std::string& path) {
  std::error_code error;
  const fs::path place = whole(path);
  if (fs::is_directory(place, error)) return add_tree(place.string());
  if (!fs::exists(place, error)) return "it does not exist";
  // Editors replace files instead of writing them, so a file is watched by name in its folder.
  return add_folder(place.parent_path().string(), place.filename().string());
}

std::optional<std::string> Watcher::add_tree(const std::string& folder) {
  if (auto problem = add_folder(folder, "")) return problem;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (is_hidden(entry.path().filename().string())) continue;
    if (!entry.is_directory(error) || entry.is_symlink(error)) continue;
    if (auto problem = add_tree(entry.path().string())) return problem;
  }
  return std::nullopt;
}

std::optional<std::string> Watcher::add_folder(const std::string& folder, const std::string& only) {
  const int watch = ::inotify_add_watch(events_.number(), folder.c_str(), changes);
  // A folder may be removed while it is being scanned.
  if (watch < 0 && errno == ENOENT) return std::nullopt;
  if (watch < 0 && errno == ENOSPC) {
    return "it holds more folders than the system watches (fs.inotify.max_user_watches)";
  }
  if (watch < 0) return std::generic_category().message(errno);
  const auto [found, is_new] = folders_.try_emplace(watch, Folder{folder, {}});
  const bool was_whole = !is_new && found->second.only.empty();
  if (only.empty()) {
    found->second.only.clear();
  } else if (!was_whole) {
    found->second.only.insert(only);
  }
  return std::nullopt;
}

void Watcher::take_change(int watch, std::uint32_t what, const std::string& name,
                          std::optional<std::string>& changed) {
  if ((what & IN_Q_OVERFLOW) != 0) {
    if (!changed) changed = "more than one file";
    return;
  }
  const auto folder = folders_.find(watch);
  if (folder == folders_.end()) return;
  if ((what & IN_IGNORED) != 0) {
    folders_.erase(folder);
    return;
  }
  const auto& [path, only] = folder->second;
  const bool is_watched = only.empty() ? !is_hidden(name) : only.contains(name);
  const auto place = name.empty() ? path : fmt::format("{}/{}", path, name);
  if (!is_watched || ignored_.contains(place)) return;
  if (!changed) changed = place;
  const bool is_new_folder = (what & IN_ISDIR) != 0 && (what & (IN_CREATE | IN_MOVED_TO)) != 0;
  // A folder that can no longer be watched is not a reason to stop.
  if (is_new_folder && only.empty()) static_cast<void>(add_tree(place));
}

std::optional<std::string> Watcher::read_changes() {
  std::optional<std::string> changed;
  alignas(inotify_event) std::array<char, 16384> buffer{};
  while (true) {
    const auto count = ::read(events_.number(), buffer.data(), buffer.size());
    if (count <= 0) return changed;
    const auto size = static_cast<std::size_t>(count);
    for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      at += sizeof event;
      // The name is padded with zeros.
      const std::string name = event.len == 0 ? "" : std::string(buffer.data() + at);
      at += event.len;
      take_change(event.wd, event.mask, name, changed);
    }
  }
}

std::optional<std::string> Watcher::wait(std::optional<milliseconds> limit) {
  std::optional<std::string> first;
  std::optional<Clock::time_point> latest;
  if (limit) latest = Clock::now() + *limit;
  while (readable(events_.number(), latest)) {
    auto changed = read_changes();
    if (!changed) continue;
    if (!first) first = std::move(changed);
    latest = Clock::now() + settle_time_;
  }
  return first;
}

}  // namespace conform
