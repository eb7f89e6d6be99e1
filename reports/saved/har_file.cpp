#include "reports/saved/har_file.hpp"

#include <fmt/format.h>

#include "harness/exchange/har.hpp"
#include "reports/output_filter.hpp"

namespace conform::reports {

Expected<HarFile, std::string> HarFile::open(const std::string& path, std::string_view version) {
  if (path == "-") return unexpected(std::string("the HAR needs its own file"));
  HarFile file(path);
  file.out_.open(file.part_.written(), std::ios::binary | std::ios::trunc);
  if (!file.out_) {
    return unexpected(
        fmt::format("cannot write {}; does its folder exist, and are you allowed to write there?",
                    file.part_.written().string()));
  }
  file.out_ << har_begin(version);
  return file;
}

void HarFile::add(const Exchange& exchange) {
  out_ << (has_entries_ ? ",\n" : "\n") << har_entry(writable_exchange(exchange));
  has_entries_ = true;
}

Expected<void, std::string> HarFile::finish() {
  out_ << har_end();
  out_.close();
  if (out_ && part_.finish()) return {};
  discard();
  return unexpected(fmt::format("{} is incomplete: is the disk full?", path_));
}

void HarFile::discard() {
  out_.close();
  part_.discard();
}

}  // namespace conform::reports
