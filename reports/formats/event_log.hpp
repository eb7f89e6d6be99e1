// The report for programs that follow a run: each entry is a line of JSON (entry_json.hpp), written
// immediately. If a run is killed, the lines already written are complete.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "harness/http/expected.hpp"
#include "reports/entry.hpp"
#include "reports/formats/output.hpp"
#include "reports/run_summary.hpp"
#include "reports/saved/descriptor.hpp"

namespace conform::reports {

class EventLog final : public Output {
 public:
  /// "-" stands for the standard output. The error is one sentence.
  static Expected<EventLog, std::string> open(const std::string& path);

  void on(const Entry& entry) override;
  [[nodiscard]] Expected<void, std::string> finish() override;

  /// Why the file is incomplete, in one sentence, if it is.
  [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }

 private:
  EventLog(std::string path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  void drop_half_line() const;

  std::string path_;
  RunSummary summary_;
  Descriptor file_;  ///< not open for the standard output
  std::size_t written_ = 0;
  std::optional<std::string> problem_;
};

}  // namespace conform::reports
