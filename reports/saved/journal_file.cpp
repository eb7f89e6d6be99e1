#include "reports/saved/journal_file.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "harness/exchange/journal.hpp"
#include "reports/output_filter.hpp"

namespace conform::reports {

Expected<JournalFile, std::string> JournalFile::open(const std::string& path) {
  if (path == "-") return unexpected(std::string("the journal needs its own file"));
  JournalFile file;
  file.path_ = path;
  file.part_ = path + ".part";
  file.out_.open(file.part_, std::ios::binary | std::ios::trunc);
  if (!file.out_) {
    return unexpected(fmt::format(
        "cannot write {}; does its folder exist, and are you allowed to write there?", file.part_));
  }
  return file;
}

void JournalFile::add(const Exchange& exchange) {
  out_ << journal_line(writable_exchange(exchange)) << '\n';
}

Expected<void, std::string> JournalFile::finish() {
  out_.close();
  std::error_code error;
  if (out_) std::filesystem::rename(part_, path_, error);
  if (out_ && !error) return {};
  discard();
  return unexpected(
      fmt::format("the journal {} could not be written whole: is the disk full?", path_));
}

void JournalFile::discard() {
  out_.close();
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

}  // namespace conform::reports
