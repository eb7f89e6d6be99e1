// The exchanges of a run or a monitor as a file, written meanwhile by a thread of its own: a slow
// disk does not hold them up.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "harness/exchange/exchange.hpp"
#include "harness/http/expected.hpp"
#include "reports/saved/part_file.hpp"

namespace conform::reports {

class ExchangeFile {
 public:
  /// Each writes to a temporary file next to `path` until it is finished. The error is one
  /// sentence.
  static Expected<ExchangeFile, std::string> open_journal(const std::string& path);
  static Expected<ExchangeFile, std::string> open_har(const std::string& path,
                                                      std::string_view version);

  ExchangeFile(ExchangeFile&&) noexcept;
  ExchangeFile& operator=(ExchangeFile&&) noexcept;
  /// Waits until what was added is written.
  ~ExchangeFile();

  /// Credentials are hidden. Large bodies are cut, and all but small ones once much is written, or
  /// waits to be written. Of the request's body, so many bytes were never recorded.
  void add(const Exchange& exchange, std::size_t unrecorded_request_bytes = 0);
  /// Renames the file to its final path; the error says why it could not be written completely.
  Expected<void, std::string> finish();
  /// Discards the file.
  void discard();

 private:
  struct Format;
  class Writer;
  ExchangeFile(std::string path, PartFile part, std::unique_ptr<Writer> writer);
  static Expected<ExchangeFile, std::string> open(const std::string& path, Format format);

  std::string path_;
  PartFile part_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace conform::reports
