// Every report that the command line asks for, fed from one stream of events.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/cli/options/settings.hpp"
#include "harness/http/expected.hpp"
#include "harness/http/message.hpp"
#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"
#include "reports/entry.hpp"
#include "reports/formats/output.hpp"
#include "reports/saved/folder_lock.hpp"
#include "reports/text/console.hpp"

namespace conform {

/// Where the reports go.
struct ReportPaths {
  std::map<std::string, std::string, std::less<>> files;  ///< path by format
  /// Of the folder that they go to, if it is one; held as long as a copy of this is.
  std::shared_ptr<const reports::FolderLock> lock;

  /// How many of them are to go there.
  [[nodiscard]] std::size_t on_standard_output() const;
};

/// Tries each of them, so that no run ends in a report that cannot be written. The error is one
/// sentence.
[[nodiscard]] Expected<ReportPaths, std::string> report_paths_of(const Settings& settings);

class Reporting final : public Reporter {
 public:
  /// Nothing of `credentials` gets into a report. `catalogue` must live as long as this.
  /// `campaign` is the line that starts a campaign again, where it is one.
  Reporting(const ReportPaths& paths, const Settings& settings, const Catalogue& catalogue,
            const http::Headers& credentials, const std::string& campaign = {});

  void on(const Event& event) override;
  /// The same for a run that is told again.
  void on(const reports::Entry& entry);

  /// Writes the files. Gives `status`, or another one when a file could not be written, which has
  /// been said then.
  [[nodiscard]] int write(int status);

  [[nodiscard]] const reports::Context& context() const { return context_; }

 private:
  reports::Context context_;
  reports::Console console_;
  std::vector<std::unique_ptr<reports::Output>> outputs_;
  std::vector<std::string> problems_;  ///< why others could not be opened
};

}  // namespace conform
