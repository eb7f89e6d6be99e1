// The journal of a run as a file, written during the run.
#pragma once

#include <fstream>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/http/expected.hpp"

namespace conform::reports {

class JournalFile {
 public:
  /// Writes to a temporary file next to `path` until it is finished. The error is one sentence.
  static Expected<JournalFile, std::string> open(const std::string& path);

  /// Without credentials.
  void add(const Exchange& exchange);
  /// Renames the file to its final path; the error says why it could not be written completely.
  Expected<void, std::string> finish();
  /// Discards the file.
  void discard();

 private:
  std::string path_;
  std::string part_;
  std::ofstream out_;
};

}  // namespace conform::reports
