// The journal of a run as a file, written while it runs.
#pragma once

#include <fstream>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/http/expected.hpp"

namespace conform::reports {

class JournalFile {
 public:
  /// Writes beside `path` until it is finished. The error is one sentence.
  static Expected<JournalFile, std::string> open(const std::string& path);

  void add(const Exchange& exchange);
  /// Gives the file its name; the error says why it could not be written whole.
  Expected<void, std::string> finish();
  /// There is nothing to keep.
  void discard();

 private:
  std::string path_;
  std::string part_;
  std::ofstream out_;
};

}  // namespace conform::reports
