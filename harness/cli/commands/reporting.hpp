// Every report that the command line asks for, fed from one stream of events.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/options/settings.hpp"
#include "harness/http/expected.hpp"
#include "harness/http/message.hpp"
#include "harness/run/event.hpp"
#include "harness/scenario/scenario.hpp"
#include "reports/entry.hpp"
#include "reports/formats/event_log.hpp"
#include "reports/saved/folder_lock.hpp"
#include "reports/text/console.hpp"

namespace conform {

/// Where the reports go.
struct ReportPaths {
  std::optional<std::string> junit;
  std::optional<std::string> json;
  std::optional<std::string> html;
  std::optional<std::string> markdown;
  std::optional<std::string> tap;
  std::optional<std::string> badge;
  std::optional<std::string> annotations;
  std::optional<std::string> events;
  /// Of the folder that they go to, if it is one; held as long as a copy of this is.
  std::shared_ptr<const reports::FolderLock> lock;

  /// Those that are given.
  [[nodiscard]] std::vector<std::string> all() const;
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
  [[nodiscard]] int write(int status) const;

  [[nodiscard]] const reports::Context& context() const { return context_; }

 private:
  /// A report that is written when the run has ended, and where.
  struct Destination {
    std::string path;
    std::unique_ptr<reports::Document> document;
  };

  reports::Context context_;
  reports::Console console_;
  std::vector<Destination> destinations_;
  std::optional<reports::EventLog> events_;
  std::optional<std::string> problem_;  ///< why the events file could not be opened
};

}  // namespace conform
