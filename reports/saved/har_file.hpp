// The exchanges of a monitor as an HTTP Archive file, written while it works.
#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "harness/exchange/exchange.hpp"
#include "harness/http/expected.hpp"
#include "reports/saved/part_file.hpp"

namespace conform::reports {

class HarFile {
 public:
  /// Writes to a temporary file next to `path` until it is finished. The error is one sentence.
  static Expected<HarFile, std::string> open(const std::string& path, std::string_view version);

  /// Without credentials.
  void add(const Exchange& exchange);
  /// Renames the file to its final path; the error says why it could not be written completely.
  Expected<void, std::string> finish();
  /// Discards the file.
  void discard();

 private:
  explicit HarFile(const std::string& path) : path_(path), part_(path) {}

  std::string path_;
  PartFile part_;
  std::ofstream out_;
  bool has_entries_ = false;
};

}  // namespace conform::reports
