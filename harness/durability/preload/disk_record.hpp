// What the preloaded library writes down: one record for each change of a file, in one log for each
// process. Shared by the library and the program that reads the logs.
#pragma once

#include <cstdint>

namespace conform::durability {

enum class DiskRecordKind : std::uint32_t {
  write,   ///< `length` bytes at `offset`; the bytes that were there before follow
  resize,  ///< to `offset` bytes; the bytes that were cut off follow
  sync,    ///< what was written to the file before `time` is on the disk; inode 0: to all files
  drop,    ///< the file was removed: earlier records are about another one
};

struct DiskRecord {
  DiskRecordKind kind = DiskRecordKind::write;
  std::uint32_t before = 0;  ///< number of bytes that follow this record
  std::uint64_t time = 0;    ///< nanoseconds of the monotonic clock
  std::uint64_t device = 0;  ///< with `inode`, the file
  std::uint64_t inode = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint64_t old_size = 0;  ///< of the file, before the change
};

/// Environment variables of the server's processes: the folder whose files are watched, and the
/// folder of the logs.
inline constexpr const char* disk_folder_variable = "CONFORM_DISK_FOLDER";
inline constexpr const char* disk_log_variable = "CONFORM_DISK_LOG";

/// A file in the folder of the logs. While it begins with this letter, nothing can be written.
inline constexpr const char* disk_state_file = "state";
inline constexpr char disk_is_read_only = 'r';
inline constexpr char disk_is_writable = 'w';

}  // namespace conform::durability
