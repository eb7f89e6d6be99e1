#include "harness/durability/preload/undo.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/durability/preload/disk_record.hpp"

// Like disk.cpp, it needs nothing but libc.
// NOLINTBEGIN(modernize-deprecated-headers,cppcoreguidelines-pro-type-vararg,cppcoreguidelines-no-malloc)
// NOLINTBEGIN(cppcoreguidelines-avoid-c-arrays,modernize-avoid-c-arrays,cppcoreguidelines-owning-memory)

namespace conform::durability {
namespace {

struct Entry {
  DiskRecord record;
  const char* before = nullptr;
  std::size_t order = 0;
};

/// What is known of a file; inode 0 stands for all files.
struct File {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t settled = 0;  ///< changes before this time are synced, or of an earlier file
  std::size_t lost = 0;       ///< number of changes that are not
  std::size_t kept = 0;       ///< of these, the first that stay
  std::size_t left = 0;       ///< of these, those that are still to be undone
  char path[PATH_MAX]{};      ///< empty if it is not there
};

/// An array that grows.
template <class Value>
struct List {
  Value* values = nullptr;
  std::size_t count = 0;
  std::size_t capacity = 0;

  Value* add() {
    if (count == capacity) {
      const auto more = capacity == 0 ? 64 : 2 * capacity;
      auto* grown = static_cast<Value*>(realloc(values, more * sizeof(Value)));
      if (grown == nullptr) return nullptr;
      values = grown;
      capacity = more;
    }
    values[count] = Value{};
    return &values[count++];
  }
};

/// SplitMix64.
struct Random {
  std::uint64_t state;

  std::uint64_t below(std::uint64_t end) {
    state += 0x9E3779B97F4A7C15ULL;
    auto mixed = state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    return (mixed ^ (mixed >> 31U)) % end;
  }
};

void read_log(const char* path, List<Entry>& entries) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  struct stat status{};
  if (file < 0 || fstat(file, &status) != 0 || status.st_size == 0) {
    if (file >= 0) close(file);
    return;
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  auto* bytes = static_cast<const char*>(mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0));
  close(file);
  if (bytes == MAP_FAILED) return;
  // The last record may be incomplete: then nothing was written after it.
  for (std::size_t at = 0; at + sizeof(DiskRecord) <= size;) {
    auto* entry = entries.add();
    if (entry == nullptr) return;
    memcpy(&entry->record, bytes + at, sizeof(DiskRecord));
    at += sizeof(DiskRecord);
    if (entry->record.before > size - at) {
      --entries.count;
      return;
    }
    entry->before = bytes + at;
    entry->order = entries.count;
    at += entry->record.before;
  }
}

/// Calls the function with the path of each entry of the folder.
template <class Each>
void each_in(const char* folder, Each each) {
  DIR* listing = opendir(folder);
  if (listing == nullptr) return;
  while (const auto* one = readdir(listing)) {
    if (strcmp(one->d_name, ".") == 0 || strcmp(one->d_name, "..") == 0) continue;
    char path[PATH_MAX + sizeof one->d_name + 1];
    snprintf(path, sizeof path, "%s/%s", folder, one->d_name);
    each(path, one->d_name);
  }
  closedir(listing);
}

File* file_of(List<File>& files, std::uint64_t device, std::uint64_t inode) {
  for (std::size_t i = 0; i < files.count; ++i) {
    if (files.values[i].inode == inode && files.values[i].device == device) return &files.values[i];
  }
  auto* file = files.add();
  if (file != nullptr) {
    file->device = device;
    file->inode = inode;
  }
  return file;
}

void find_paths(const char* folder, List<File>& files) {
  each_in(folder, [&](const char* path, const char*) {
    struct stat status{};
    if (lstat(path, &status) != 0) return;
    if (S_ISDIR(status.st_mode)) return find_paths(path, files);
    for (std::size_t i = 0; i < files.count; ++i) {
      auto& file = files.values[i];
      if (file.inode != status.st_ino || file.device != status.st_dev) continue;
      if (strlen(path) < sizeof file.path) strcpy(file.path, path);
    }
  });
}

int compare(const void* a, const void* b) {
  const auto& one = *static_cast<const Entry*>(a);
  const auto& other = *static_cast<const Entry*>(b);
  if (one.record.time != other.record.time) return one.record.time < other.record.time ? -1 : 1;
  return one.order < other.order ? -1 : 1;
}

/// Bytes that were replaced come before the change itself.
bool is_change(const DiskRecord& record) {
  return record.before == 0 &&
         (record.kind == DiskRecordKind::write || record.kind == DiskRecordKind::resize);
}

bool settles(const DiskRecord& record) {
  return record.kind == DiskRecordKind::sync || record.kind == DiskRecordKind::drop;
}

void take_back(const Entry& entry, const File& file, std::uint64_t from) {
  const auto& record = entry.record;
  const int handle = open(file.path, O_WRONLY | O_CLOEXEC);
  if (handle < 0) return;
  if (record.before > 0) {
    const auto begin = from > record.offset ? from : record.offset;
    const auto end = record.offset + record.before;
    if (begin < end) {
      // Not watched: the library begins to watch later.
      static_cast<void>(syscall(SYS_pwrite64, handle, entry.before + (begin - record.offset),
                                end - begin, begin));
    }
  } else if (record.kind == DiskRecordKind::resize) {
    static_cast<void>(syscall(SYS_ftruncate, handle, record.old_size));
  } else if (record.offset + record.length > record.old_size) {
    const auto size = from > record.old_size ? from : record.old_size;
    static_cast<void>(syscall(SYS_ftruncate, handle, size));
  }
  close(handle);
}

/// Where a torn write ends: anywhere in new bytes, at a sector in replaced ones.
std::uint64_t torn_at(const DiskRecord& record, Random& random) {
  constexpr std::uint64_t sector = 512;
  if (record.kind != DiskRecordKind::write || record.length < 2) return 0;
  const auto at = record.offset + 1 + random.below(record.length - 1);
  return at > record.old_size ? at : at / sector * sector;
}

void undo(List<Entry>& entries, List<File>& files, bool tears, Random random) {
  for (std::size_t i = 0; i < files.count; ++i) {
    auto& file = files.values[i];
    if (tears && file.lost > 0) file.kept = random.below(file.lost);
    file.left = file.lost;
  }
  File* last = nullptr;
  std::uint64_t from = 0;
  for (std::size_t i = entries.count; i-- > 0;) {
    const auto& entry = entries.values[i];
    const auto& record = entry.record;
    auto* file = file_of(files, record.device, record.inode);
    if (file == nullptr || settles(record) || record.time <= file->settled) continue;
    if (is_change(record)) {
      last = file;
      --file->left;
      from = tears && file->left == file->kept ? torn_at(record, random) : 0;
    }
    if (file->path[0] == '\0' || file->left < file->kept) continue;
    take_back(entry, *file, last == file ? from : 0);
  }
}

void settle(const List<Entry>& entries, List<File>& files) {
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < entries.count; ++i) {
    const auto& record = entries.values[i].record;
    if (!settles(record)) continue;
    auto* file = file_of(files, record.device, record.inode);
    if (file != nullptr && record.time > file->settled) file->settled = record.time;
    if (record.inode == 0 && record.time > all) all = record.time;
  }
  for (std::size_t i = 0; i < entries.count; ++i) {
    const auto& record = entries.values[i].record;
    auto* file = file_of(files, record.device, record.inode);
    if (file == nullptr) continue;
    if (file->settled < all) file->settled = all;
    if (is_change(record) && record.time > file->settled) ++file->lost;
  }
}

}  // namespace

void undo_if_asked(const char* logs, const char* folder) {
  char asked[PATH_MAX];
  snprintf(asked, sizeof asked, "%s/undo", logs);
  char how[64]{};
  const int file = open(asked, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  const auto length = read(file, how, sizeof how - 1);
  close(file);
  if (length <= 0) return;
  List<Entry> entries;
  List<File> files;
  each_in(logs, [&](const char* path, const char* name) {
    if (strncmp(name, "log.", 4) == 0) read_log(path, entries);
  });
  qsort(entries.values, entries.count, sizeof(Entry), compare);
  settle(entries, files);
  find_paths(folder, files);
  const bool tears = strncmp(how, "torn ", 5) == 0;
  undo(entries, files, tears, Random{tears ? strtoull(how + 5, nullptr, 10) : 0});
  each_in(logs, [](const char* path, const char* name) {
    if (strncmp(name, "log.", 4) == 0) ::unlink(path);
  });
  ::unlink(asked);
  free(entries.values);
  free(files.values);
}

}  // namespace conform::durability
// NOLINTEND(cppcoreguidelines-avoid-c-arrays,modernize-avoid-c-arrays,cppcoreguidelines-owning-memory)
// NOLINTEND(modernize-deprecated-headers,cppcoreguidelines-pro-type-vararg,cppcoreguidelines-no-malloc)
