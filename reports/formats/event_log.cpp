#include "reports/formats/event_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "reports/output_filter.hpp"
#include "reports/saved/entry_json.hpp"
#include "reports/text/clean.hpp"

namespace conform::reports {

Expected<EventLog, std::string> EventLog::open(const std::string& path) {
  if (path == "-") return EventLog(path, Descriptor(-1));
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (file.open()) return EventLog(path, std::move(file));
  return unexpected(fmt::format("The events file {} cannot be written: {}. Give another name.",
                                quote(path), system_reason()));
}

void EventLog::on(const Entry& entry) {
  if (problem_) return;
  summary_.on(entry);
  const std::string line = writable(to_line(entry, summary_));
  if (write_all(file_.open() ? file_.number() : STDOUT_FILENO, line)) {
    written_ += line.size();
    return;
  }
  problem_.emplace(
      fmt::format("The events file {} is incomplete: {}. Free some space and run again.",
                  quote(path_), system_reason()));
  drop_half_line();
}

Expected<void, std::string> EventLog::finish() {
  if (problem_) return unexpected(*problem_);
  return {};
}

/// Devices and pipes cannot be truncated, only files.
void EventLog::drop_half_line() const {
  if (file_.open())
    static_cast<void>(::ftruncate(file_.number(), static_cast<off_t>(written_)) == 0);
}

}  // namespace conform::reports
