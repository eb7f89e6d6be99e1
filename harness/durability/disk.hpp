// A library between a server and its files, which LD_PRELOAD loads into the server's
// processes (harness/durability/preload). It refuses writes, or forgets those that were not synced.
//
// It sees what goes through libc. A program without libc, as Go makes them, is not affected, nor
// are writes through memory mappings and io_uring.
#pragma once

#include <cstdint>
#include <string>

#include "harness/durability/data_folder.hpp"

namespace conform::durability {

class Disk {
 public:
  /// For the files below this folder. Throws std::runtime_error if the library cannot be written.
  explicit Disk(std::string folder);

  /// Shell commands that set the environment of a server's processes.
  [[nodiscard]] std::string environment() const;

  /// From now on, every change of a file fails (EROFS), as on a disk that is read-only; or no
  /// longer.
  void set_read_only(bool is_read_only) const;

  /// When the server starts next, whatever it wrote to its files and did not sync is undone first.
  void lose_writes() const;
  /// The same, but some of it stays, and to each file one write in part; the seed decides which.
  void tear_writes(std::uint64_t seed) const;

  /// Whether the library has seen any process change a file.
  [[nodiscard]] bool has_seen_changes() const;

 private:
  void ask_for(const std::string& what) const;

  std::string folder_;
  DataFolder logs_;
};

/// Writes the library to a file; throws std::runtime_error if that fails.
void write_disk_library(const std::string& path);

}  // namespace conform::durability
