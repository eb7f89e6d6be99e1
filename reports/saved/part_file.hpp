// Where a file is written that grows during a run: beside its final path until it is whole, so that
// nobody takes half of it for the file. Devices and pipes are written to directly, since renaming a
// file onto /dev/null would replace it, and symbolic links are followed.
#pragma once

#include <filesystem>
#include <string>

namespace conform::reports {

/// The file that the path leads to.
[[nodiscard]] std::filesystem::path resolved(const std::string& path);
/// Whether it is a device or a pipe.
[[nodiscard]] bool is_written_directly(const std::filesystem::path& target);

class PartFile {
 public:
  explicit PartFile(const std::string& path);

  /// The path to write to.
  [[nodiscard]] const std::filesystem::path& written() const { return written_; }
  /// Gives the file, which has been closed, its final path; false if that is impossible.
  [[nodiscard]] bool finish() const;
  /// Removes what was written.
  void discard() const;

 private:
  std::filesystem::path target_;
  std::filesystem::path written_;
};

}  // namespace conform::reports
