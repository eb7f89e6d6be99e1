// A library that LD_PRELOAD puts between a server and libc: it writes down what is written to files
// below a folder, and what is synced, so that the rest can be undone as if the power had failed;
// and it refuses to write while the disk is to be read-only.
//
// It runs in processes of any kind, so it needs nothing but libc: no exceptions, no allocation.
// Files are recognised by their paths at each call, which also covers duplicated and inherited
// descriptors.
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "harness/durability/preload/disk_record.hpp"
#include "harness/durability/preload/undo.hpp"

// The names and parameters of libc, and variable arguments, as it has them.
// NOLINTBEGIN(readability-identifier-naming,bugprone-reserved-identifier,cert-dcl37-c,cert-dcl50-cpp)
// NOLINTBEGIN(modernize-deprecated-headers,cppcoreguidelines-avoid-non-const-global-variables)
// NOLINTBEGIN(cppcoreguidelines-pro-type-vararg,cppcoreguidelines-pro-type-reinterpret-cast)
// NOLINTBEGIN(cppcoreguidelines-avoid-c-arrays,modernize-avoid-c-arrays,readability-inconsistent-declaration-parameter-name)

using conform::durability::DiskRecord;
using conform::durability::DiskRecordKind;

namespace {

char folder[PATH_MAX];
std::size_t folder_length = 0;
char log_folder[PATH_MAX];
int log_file = -1;
pid_t log_owner = -1;
const char* state = nullptr;
pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/// The function of libc that this library replaces.
template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

#define CONFORM_NEXT(name) static auto* const real = next<decltype(name)>(#name)

std::uint64_t now() {
  constexpr std::uint64_t nanoseconds = 1'000'000'000;
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * nanoseconds +
         static_cast<std::uint64_t>(time.tv_nsec);
}

bool is_below_folder(const char* path) {
  return folder_length > 0 && strncmp(path, folder, folder_length) == 0 &&
         (path[folder_length] == '/' || path[folder_length] == '\0');
}

/// A file below the folder that has a name; nothing else is of interest.
struct Watched {
  bool is_watched = false;
  bool is_synced = false;  ///< every write to it is (O_SYNC, O_DSYNC)
  bool appends = false;
  char path[32]{};  ///< through which it can be opened
  struct stat status{};
};

Watched watched(int file) {
  Watched found;
  if (folder_length == 0) return found;
  const int before = errno;
  char name[PATH_MAX];
  snprintf(found.path, sizeof found.path, "/proc/self/fd/%d", file);
  const auto length = readlink(found.path, name, sizeof name - 1);
  if (length > 0) {
    name[length] = '\0';
    found.is_watched = is_below_folder(name) && fstat(file, &found.status) == 0 &&
                       S_ISREG(found.status.st_mode) && found.status.st_nlink > 0;
  }
  if (found.is_watched) {
    const int flags = fcntl(file, F_GETFL);
    found.is_synced = (flags & O_DSYNC) != 0;
    found.appends = (flags & O_APPEND) != 0;
  }
  errno = before;
  return found;
}

/// Of a path that may not exist yet: by the folder in which it is.
bool is_watched_path(int directory, const char* path) {
  if (folder_length == 0) return false;
  if (path[0] == '/') return is_below_folder(path);
  const int before = errno;
  char where[64];
  char name[PATH_MAX];
  if (directory == AT_FDCWD) {
    snprintf(where, sizeof where, "/proc/self/cwd");
  } else {
    snprintf(where, sizeof where, "/proc/self/fd/%d", directory);
  }
  const auto length = readlink(where, name, sizeof name - 1);
  errno = before;
  if (length <= 0) return false;
  name[length] = '\0';
  return is_below_folder(name);
}

bool is_read_only() {
  return state != nullptr && *state == conform::durability::disk_is_read_only;
}

/// The log of this process, which a child after fork() does not share.
int log_of_process() {
  if (log_owner == getpid() && log_file >= 0) return log_file;
  CONFORM_NEXT(open);
  char name[PATH_MAX + 32];
  snprintf(name, sizeof name, "%s/log.%d", log_folder, getpid());
  log_owner = getpid();
  log_file = real(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  return log_file;
}

void note(DiskRecord record, const void* before) {
  CONFORM_NEXT(writev);
  iovec parts[2] = {{&record, sizeof record}, {const_cast<void*>(before), record.before}};
  const int saved = errno;
  const int log = log_of_process();
  if (log >= 0) static_cast<void>(real(log, parts, record.before > 0 ? 2 : 1));
  errno = saved;
}

DiskRecord record_of(DiskRecordKind kind, const struct stat& status) {
  DiskRecord record;
  record.kind = kind;
  record.time = now();
  record.device = status.st_dev;
  record.inode = status.st_ino;
  record.old_size = static_cast<std::uint64_t>(status.st_size);
  return record;
}

/// Notes a change with the bytes that it will replace or cut off, in parts that fit into memory.
void note_change(const Watched& file, DiskRecordKind kind, std::uint64_t offset,
                 std::uint64_t length) {
  CONFORM_NEXT(open);
  static char bytes[1 << 16];
  auto record = record_of(kind, file.status);
  const auto end = kind == DiskRecordKind::resize ? record.old_size : offset + length;
  const auto last = end < record.old_size ? end : record.old_size;
  int source = -1;
  for (auto at = offset; at < last;) {
    const auto wanted = last - at < sizeof bytes ? last - at : sizeof bytes;
    if (source < 0) source = real(file.path, O_RDONLY | O_CLOEXEC);
    const auto got = source < 0 ? -1 : pread(source, bytes, wanted, static_cast<off_t>(at));
    if (got <= 0) break;
    auto part = record;
    part.kind = DiskRecordKind::write;
    part.offset = at;
    part.length = static_cast<std::uint64_t>(got);
    part.before = static_cast<std::uint32_t>(got);
    note(part, bytes);
    at += static_cast<std::uint64_t>(got);
  }
  if (source >= 0) close(source);
  record.offset = offset;
  record.length = length;
  note(record, nullptr);
}

class Locked {
 public:
  Locked() { pthread_mutex_lock(&lock); }
  ~Locked() { pthread_mutex_unlock(&lock); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;
};

std::uint64_t length_of(const iovec* parts, int count) {
  std::uint64_t length = 0;
  for (int i = 0; i < count; ++i) length += parts[i].iov_len;
  return length;
}

/// `offset` is -1 for the position of the descriptor.
template <class Write>
ssize_t written(int file, off_t offset, std::uint64_t length, bool syncs, Write write) {
  const auto seen = watched(file);
  if (!seen.is_watched) return write();
  if (is_read_only()) {
    errno = EROFS;
    return -1;
  }
  if (seen.is_synced || syncs) return write();
  const Locked locked;
  const auto fresh = watched(file);
  auto at = offset;
  if (fresh.appends) at = fresh.status.st_size;
  if (at < 0) at = lseek(file, 0, SEEK_CUR);
  note_change(fresh, DiskRecordKind::write, static_cast<std::uint64_t>(at < 0 ? 0 : at), length);
  return write();
}

template <class Resize>
int resized(const Watched& file, off_t length, Resize resize) {
  if (!file.is_watched) return resize();
  if (is_read_only()) {
    errno = EROFS;
    return -1;
  }
  const Locked locked;
  note_change(file, DiskRecordKind::resize, static_cast<std::uint64_t>(length), 0);
  return resize();
}

template <class Sync>
int synced(int file, Sync sync) {
  const auto seen = watched(file);
  const auto began = now();
  const int result = sync();
  if (!seen.is_watched || result != 0) return result;
  auto record = record_of(DiskRecordKind::sync, seen.status);
  record.time = began;
  const Locked locked;
  note(record, nullptr);
  return result;
}

constexpr int changes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;

template <class Open>
int opened(int directory, const char* path, int flags, Open open_file) {
  const bool is_watched = (flags & changes) != 0 && is_watched_path(directory, path);
  if (!is_watched) return open_file(flags);
  if (is_read_only()) {
    errno = EROFS;
    return -1;
  }
  if ((flags & O_TRUNC) == 0) return open_file(flags);
  // What is cut off has to be noted first.
  const int file = open_file(flags & ~O_TRUNC);
  if (file < 0) return file;
  CONFORM_NEXT(ftruncate);
  const auto seen = watched(file);
  const int result = resized(seen, 0, [&] { return real(file, 0); });
  if (result == 0) return file;
  close(file);
  return -1;
}

/// A name that goes away, or that another file takes.
void note_removal(int directory, const char* path) {
  struct stat status{};
  if (!is_watched_path(directory, path)) return;
  const int before = errno;
  if (fstatat(directory, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
      status.st_nlink == 1) {
    const Locked locked;
    note(record_of(DiskRecordKind::drop, status), nullptr);
  }
  errno = before;
}

bool refuses(int directory, const char* path) {
  if (!is_read_only() || !is_watched_path(directory, path)) return false;
  errno = EROFS;
  return true;
}

mode_t mode_in(int flags, va_list& arguments) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

__attribute__((constructor)) void begin() {
  const char* watched_folder = getenv(conform::durability::disk_folder_variable);
  const char* logs = getenv(conform::durability::disk_log_variable);
  if (watched_folder == nullptr || logs == nullptr) return;
  if (realpath(watched_folder, folder) == nullptr) return;
  snprintf(log_folder, sizeof log_folder, "%s", logs);
  CONFORM_NEXT(open);
  char name[PATH_MAX + 32];
  snprintf(name, sizeof name, "%s/%s", log_folder, conform::durability::disk_state_file);
  const int file = real(name, O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    auto* mapped = mmap(nullptr, 1, PROT_READ, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) state = static_cast<const char*>(mapped);
    close(file);
  }
  conform::durability::undo_if_asked(log_folder, folder);
  // A child must not begin with a lock that a thread of its parent holds.
  pthread_atfork([] { pthread_mutex_lock(&lock); }, [] { pthread_mutex_unlock(&lock); },
                 [] { pthread_mutex_unlock(&lock); });
  folder_length = strlen(folder);
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* bytes, size_t count) {
  CONFORM_NEXT(write);
  return written(file, -1, count, false, [&] { return real(file, bytes, count); });
}

ssize_t writev(int file, const iovec* parts, int count) {
  CONFORM_NEXT(writev);
  return written(file, -1, length_of(parts, count), false,
                 [&] { return real(file, parts, count); });
}

ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
  CONFORM_NEXT(pwrite);
  return written(file, offset, count, false, [&] { return real(file, bytes, count, offset); });
}

ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset) {
  CONFORM_NEXT(pwrite64);
  return written(file, offset, count, false, [&] { return real(file, bytes, count, offset); });
}

ssize_t pwritev(int file, const iovec* parts, int count, off_t offset) {
  CONFORM_NEXT(pwritev);
  return written(file, offset, length_of(parts, count), false,
                 [&] { return real(file, parts, count, offset); });
}

ssize_t pwritev64(int file, const iovec* parts, int count, off64_t offset) {
  CONFORM_NEXT(pwritev64);
  return written(file, offset, length_of(parts, count), false,
                 [&] { return real(file, parts, count, offset); });
}

ssize_t pwritev2(int file, const iovec* parts, int count, off_t offset, int flags) {
  CONFORM_NEXT(pwritev2);
  return written(file, offset, length_of(parts, count), (flags & (RWF_SYNC | RWF_DSYNC)) != 0,
                 [&] { return real(file, parts, count, offset, flags); });
}

ssize_t pwritev64v2(int file, const iovec* parts, int count, off64_t offset, int flags) {
  CONFORM_NEXT(pwritev64v2);
  return written(file, offset, length_of(parts, count), (flags & (RWF_SYNC | RWF_DSYNC)) != 0,
                 [&] { return real(file, parts, count, offset, flags); });
}

int ftruncate(int file, off_t length) {
  CONFORM_NEXT(ftruncate);
  return resized(watched(file), length, [&] { return real(file, length); });
}

int ftruncate64(int file, off64_t length) {
  CONFORM_NEXT(ftruncate64);
  return resized(watched(file), length, [&] { return real(file, length); });
}

int truncate(const char* path, off_t length) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -1;
  const int result = ftruncate(file, length);
  const int before = errno;
  close(file);
  errno = before;
  return result;
}

int truncate64(const char* path, off64_t length) {
  return truncate(path, length);
}

int posix_fallocate(int file, off_t offset, off_t length) {
  CONFORM_NEXT(posix_fallocate);
  return is_read_only() && watched(file).is_watched ? EROFS : real(file, offset, length);
}

int fallocate(int file, int mode, off_t offset, off_t length) {
  CONFORM_NEXT(fallocate);
  if (!is_read_only() || !watched(file).is_watched) return real(file, mode, offset, length);
  errno = EROFS;
  return -1;
}

int fsync(int file) {
  CONFORM_NEXT(fsync);
  return synced(file, [&] { return real(file); });
}

int fdatasync(int file) {
  CONFORM_NEXT(fdatasync);
  return synced(file, [&] { return real(file); });
}

void sync() {
  CONFORM_NEXT(sync);
  DiskRecord record;
  record.kind = DiskRecordKind::sync;
  record.time = now();
  real();
  if (folder_length == 0) return;
  const Locked locked;
  note(record, nullptr);
}

int syncfs(int file) {
  CONFORM_NEXT(syncfs);
  DiskRecord record;
  record.kind = DiskRecordKind::sync;
  record.time = now();
  const int result = real(file);
  if (folder_length == 0 || result != 0) return result;
  const Locked locked;
  note(record, nullptr);
  return result;
}

int open(const char* path, int flags, ...) {
  CONFORM_NEXT(open);
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = mode_in(flags, arguments);
  va_end(arguments);
  return opened(AT_FDCWD, path, flags, [&](int used) { return real(path, used, mode); });
}

int open64(const char* path, int flags, ...) {
  CONFORM_NEXT(open64);
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = mode_in(flags, arguments);
  va_end(arguments);
  return opened(AT_FDCWD, path, flags, [&](int used) { return real(path, used, mode); });
}

int openat(int directory, const char* path, int flags, ...) {
  CONFORM_NEXT(openat);
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = mode_in(flags, arguments);
  va_end(arguments);
  return opened(directory, path, flags,
                [&](int used) { return real(directory, path, used, mode); });
}

int openat64(int directory, const char* path, int flags, ...) {
  CONFORM_NEXT(openat64);
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = mode_in(flags, arguments);
  va_end(arguments);
  return opened(directory, path, flags,
                [&](int used) { return real(directory, path, used, mode); });
}

int creat(const char* path, mode_t mode) {
  return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int creat64(const char* path, mode_t mode) {
  return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int unlink(const char* path) {
  CONFORM_NEXT(unlink);
  if (refuses(AT_FDCWD, path)) return -1;
  note_removal(AT_FDCWD, path);
  return real(path);
}

int unlinkat(int directory, const char* path, int flags) {
  CONFORM_NEXT(unlinkat);
  if (refuses(directory, path)) return -1;
  note_removal(directory, path);
  return real(directory, path, flags);
}

int remove(const char* path) {
  CONFORM_NEXT(remove);
  if (refuses(AT_FDCWD, path)) return -1;
  note_removal(AT_FDCWD, path);
  return real(path);
}

int rename(const char* from, const char* to) {
  CONFORM_NEXT(rename);
  if (refuses(AT_FDCWD, to)) return -1;
  note_removal(AT_FDCWD, to);
  return real(from, to);
}

int renameat(int from_directory, const char* from, int to_directory, const char* to) {
  CONFORM_NEXT(renameat);
  if (refuses(to_directory, to)) return -1;
  note_removal(to_directory, to);
  return real(from_directory, from, to_directory, to);
}

int renameat2(int from_directory, const char* from, int to_directory, const char* to,
              unsigned flags) {
  CONFORM_NEXT(renameat2);
  if (refuses(to_directory, to)) return -1;
  if ((flags & RENAME_EXCHANGE) == 0) note_removal(to_directory, to);
  return real(from_directory, from, to_directory, to, flags);
}

int mkdir(const char* path, mode_t mode) {
  CONFORM_NEXT(mkdir);
  return refuses(AT_FDCWD, path) ? -1 : real(path, mode);
}

int mkdirat(int directory, const char* path, mode_t mode) {
  CONFORM_NEXT(mkdirat);
  return refuses(directory, path) ? -1 : real(directory, path, mode);
}

}  // extern "C"
// NOLINTEND(cppcoreguidelines-avoid-c-arrays,modernize-avoid-c-arrays,readability-inconsistent-declaration-parameter-name)
// NOLINTEND(cppcoreguidelines-pro-type-vararg,cppcoreguidelines-pro-type-reinterpret-cast)
// NOLINTEND(modernize-deprecated-headers,cppcoreguidelines-avoid-non-const-global-variables)
// NOLINTEND(readability-identifier-naming,bugprone-reserved-identifier,cert-dcl37-c,cert-dcl50-cpp)
