// A folder that one run at a time writes its reports to. The system gives the lock back when the
// process ends, however it ends; the empty file that stays behind means nothing.
#pragma once

#include <string>

#include "harness/http/expected.hpp"
#include "reports/saved/descriptor.hpp"

namespace conform::reports {

class FolderLock {
 public:
  /// The error is one sentence. Where the file system knows no locks, none is taken.
  static Expected<FolderLock, std::string> take(const std::string& folder);

 private:
  explicit FolderLock(Descriptor file) : file_(std::move(file)) {}

  Descriptor file_;
};

}  // namespace conform::reports
