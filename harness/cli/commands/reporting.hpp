// All reports requested on the command line, fed from one stream of events.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/cli/options/settings.hpp"
#include "harness/cli/output.hpp"
#include "harness/http/expected.hpp"
#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"
#include "reports/entry.hpp"
#include "reports/formats/output.hpp"
#include "reports/saved/folder_lock.hpp"
#include "reports/text/console.hpp"

namespace conform {

/// Where the reports are written.
struct ReportPaths {
  std::map<std::string, std::string, std::less<>> files;  ///< path by format
  /// The lock of the --reports folder, if there is one; held as long as any copy of this exists.
  std::shared_ptr<const reports::FolderLock> lock;

  /// The number of reports written to the standard output.
  [[nodiscard]] std::size_t on_standard_output() const;
};

/// Tries to open each of them, so that no run ends with a report that cannot be written. The error
/// is one sentence.
[[nodiscard]] Expected<ReportPaths, std::string> report_paths_of(const Settings& settings);

class Reporting final : public Reporter {
 public:
  /// `catalogue` must outlive this. `campaign` is the command line that repeats a campaign, if this
  /// is one.
  Reporting(const ReportPaths& paths, const Settings& settings, const Catalogue& catalogue,
            const std::string& campaign = {});

  void on(const Event& event) override;
  /// The same for a saved run.
  void on(const reports::Entry& entry);

  /// One more file, which is written with the reports when the run has ended; the error is one
  /// sentence.
  void at_end(std::function<Expected<void, std::string>()> write) {
    others_.push_back(std::move(write));
  }

  /// Returns `status`, or a different status, after printing the reason, if a file could not be
  /// written. Writes them if the run did not end.
  [[nodiscard]] int write(int status);

  [[nodiscard]] const reports::Context& context() const { return context_; }
  /// What may not be written has become more since the beginning.
  void learn_secrets();

 private:
  void learn_secrets(const Result& result);
  void write_files();

  reports::Context context_;
  OutputStream console_stream_;
  reports::Console console_;
  std::vector<std::unique_ptr<reports::Output>> outputs_;
  std::vector<std::function<Expected<void, std::string>()>> others_;
  std::vector<std::string> problems_;  ///< why some files could not be opened or written
  bool has_written_ = false;
};

}  // namespace conform
