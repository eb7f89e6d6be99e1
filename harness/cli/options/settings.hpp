// What the program is asked to do, by the command line and by conform.toml. Which command takes
// which of these, and under which name, is in option_table.cpp.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// Each is empty when neither an option nor the profile gave it.
struct Settings {
  // The server under test.
  std::optional<std::string> target;
  std::vector<std::string> headers;  ///< "Name: value"
  std::optional<std::string> cacert;
  std::optional<bool> insecure;
  std::optional<bool> http2;
  std::optional<std::string> timeout;         ///< "10s"
  std::optional<std::string> server;          ///< a command
  std::optional<std::string> server_timeout;  ///< "30s"
  std::optional<std::string> server_log;
  std::optional<std::string> retention_hook;  ///< URL
  std::vector<std::string> require;
  std::vector<std::string> lacks;  ///< capabilities that are not built yet
  bool self = false;               ///< the built-in server over HTTP, asked for by name
  bool sim = false;

  // What is tested, and in which order.
  std::vector<std::string> suite;
  std::vector<std::string> only;
  std::vector<std::string> skip;
  std::optional<std::string> level;
  std::vector<std::string> suites;  ///< folders of the user's own
  bool last_failed = false;
  std::optional<std::size_t> repeat;
  std::optional<bool> shuffle;
  std::optional<std::size_t> seed;
  std::optional<std::string> shard;  ///< "2/5"
  std::optional<std::size_t> jobs;
  std::vector<std::string> watch;  ///< files and folders
  bool dry_run = false;
  std::optional<bool> keep_streams;
  std::optional<std::string> config;  ///< the profile

  // What fails a run, and what is written about it.
  std::optional<std::string> baseline;
  std::optional<std::string> write_baseline;
  std::optional<std::string> fail_on;  ///< "must" or "should"
  std::optional<bool> fail_fast;
  std::map<std::string, std::optional<std::string>, std::less<>> report_files;  ///< by format
  std::optional<std::string> journal;
  std::optional<std::string> reports;  ///< a folder for the usual ones
  bool verbose = false;

  // Campaigns.
  std::optional<std::string> time;
  std::optional<std::size_t> runs;
  std::optional<std::size_t> clients;  ///< processes; as many as fit the target without it
  std::optional<double> rate;          ///< requests a second, of all clients together
  std::string campaign_folder = "conform-fuzz";
  bool malformed = false;  ///< bytes that no HTTP client would send
  bool blind = false;      ///< without feedback

  // The built-in server and its defects: ids, or globs for 'prove'.
  std::vector<std::string> defects;
  std::optional<std::size_t> sample;  ///< so many of them, spread evenly
  bool over_http = false;             ///< a sample, to see that the simulation tells the truth
  std::string host = "127.0.0.1";
  std::optional<std::size_t> port;      ///< 0 picks a free one
  std::optional<std::string> data_dir;  ///< where streams are kept; without it they are forgotten

  // What other commands are about.
  std::vector<std::string> files;  ///< saved results
  std::string file;                ///< a journal or a finding
  std::string old_file;            ///< saved results to compare with
  std::string new_file;
  std::string id;                  ///< of a scenario, a rule or a requirement
  std::string what = "scenarios";  ///< to list
  bool as_json = false;
  bool as_ids = false;
  bool coverage = false;
  std::string new_profile = "conform.toml";
  std::string shell;

  /// Where the report of that format goes, if it is asked for by name.
  [[nodiscard]] std::optional<std::string> report_file(std::string_view format) const {
    const auto found = report_files.find(format);
    return found == report_files.end() ? std::nullopt : found->second;
  }
};

}  // namespace conform
