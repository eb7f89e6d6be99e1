// A temporary folder.
#pragma once

#include <string>

namespace conform::durability {

/// A new folder that is removed with everything in it.
class DataFolder {
 public:
  /// Throws std::runtime_error if there can be none.
  DataFolder();
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace conform::durability
