// The journal of a run as a file, written during the run by a thread of its own: a slow disk does
// not hold up the run.
#pragma once

#include <memory>
#include <string>

#include "harness/exchange/exchange.hpp"
#include "harness/http/expected.hpp"
#include "reports/saved/part_file.hpp"

namespace conform::reports {

class JournalFile {
 public:
  /// Writes to a temporary file next to `path` until it is finished. The error is one sentence.
  static Expected<JournalFile, std::string> open(const std::string& path);

  JournalFile(JournalFile&&) noexcept;
  JournalFile& operator=(JournalFile&&) noexcept;
  /// Waits until what was added is written.
  ~JournalFile();

  /// Credentials are hidden. Large bodies are cut, and all but small ones once much is written, or
  /// waits to be written.
  void add(const Exchange& exchange);
  /// Renames the file to its final path; the error says why it could not be written completely.
  Expected<void, std::string> finish();
  /// Discards the file.
  void discard();

 private:
  class Writer;
  JournalFile(std::string path, PartFile part, std::unique_ptr<Writer> writer);

  std::string path_;
  PartFile part_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace conform::reports
