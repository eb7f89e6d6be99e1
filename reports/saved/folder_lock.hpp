// Lets only one run at a time write reports to a folder. The system releases the lock when the
// process ends, however it ends; the empty file that remains has no meaning.
#pragma once

#include <string>

#include "harness/http/expected.hpp"
#include "reports/saved/descriptor.hpp"

namespace conform::reports {

class FolderLock {
 public:
  /// The error is one sentence. If the file system does not support locks, none is taken.
  static Expected<FolderLock, std::string> take(const std::string& folder);

 private:
  explicit FolderLock(Descriptor file) : file_(std::move(file)) {}

  Descriptor file_;
};

}  // namespace conform::reports
