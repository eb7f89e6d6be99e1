// The options given on the command line and in conform.toml. Which command takes which option, and
// under which name, is defined in option_table.cpp.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform {

/// A member is empty if neither the command line nor the profile sets it.
struct Settings {
  // The server under test.
  std::optional<std::string> target;
  std::vector<std::string> headers;  ///< "Name: value"
  std::optional<std::string> cacert;
  std::optional<bool> insecure;
  std::optional<bool> http2;
  std::optional<std::string> timeout;         ///< "10s"
  std::optional<std::string> server;          ///< a shell command
  std::optional<std::string> server_timeout;  ///< "30s"
  std::optional<std::string> server_log;
  std::optional<std::string> retention_hook;  ///< URL
  std::vector<std::string> require;
  std::vector<std::string> lacks;  ///< capabilities that are not implemented yet
  bool self = false;               ///< the built-in server over HTTP, requested explicitly
  bool sim = false;

  // What to test, and in which order.
  std::optional<std::string> protocol;  ///< a folder of suites in the program
  std::vector<std::string> suite;
  std::vector<std::string> only;
  std::vector<std::string> skip;
  std::optional<std::string> level;
  std::optional<bool> slow;
  std::vector<std::string> suites;  ///< folders given by the user
  bool last_failed = false;
  std::optional<std::size_t> repeat;
  std::optional<bool> shuffle;
  std::optional<std::size_t> seed;
  std::optional<std::string> shard;  ///< "2/5"
  std::optional<std::size_t> jobs;
  std::optional<std::string> memory;  ///< "256M"
  std::vector<std::string> watch;     ///< files and folders
  bool dry_run = false;
  std::optional<bool> keep_streams;
  std::optional<std::string> config;  ///< the profile

  // What fails a run, and which reports to write.
  std::optional<std::string> baseline;
  std::optional<std::string> write_baseline;
  std::optional<std::string> fail_on;  ///< "must" or "should"
  std::optional<bool> fail_fast;
  std::map<std::string, std::optional<std::string>, std::less<>> report_files;  ///< by format name
  std::optional<std::string> journal;
  std::optional<std::string> reports;  ///< a folder for the standard set
  bool verbose = false;

  // Campaigns.
  std::optional<std::string> time;
  std::optional<std::size_t> runs;
  std::optional<std::size_t> clients;  ///< processes; by default as many as suit the target
  std::optional<double> rate;          ///< requests per second, over all clients
  std::string campaign_folder = "conform-fuzz";
  bool malformed = false;  ///< bytes that no HTTP client would send
  bool blind = false;      ///< without coverage feedback

  // Durability.
  std::optional<std::string> kill;  ///< "term", "kill" or "both"
  std::optional<std::string> disk;  ///< "full,lost-writes"
  std::string durability_folder = "conform-durability";
  bool prove = false;  ///< show that planted faults are found

  // The built-in server and its defects: ids, or globs for 'prove'.
  std::vector<std::string> defects;
  std::optional<std::string> dialect;   ///< a seed, or "offsets=digits,location=path"
  std::optional<std::size_t> dialects;  ///< test so many
  std::optional<std::size_t> sample;    ///< this many of them, spread evenly
  bool over_http = false;               ///< a sample, to validate the simulation
  std::vector<std::string> faults;      ///< for clients: "status=503,nth=3"
  bool fault_control = false;           ///< faults can be changed while the server runs
  std::string host = "127.0.0.1";
  std::optional<std::size_t> port;      ///< 0 picks a free port
  std::optional<std::string> data_dir;  ///< where streams are stored; by default in memory only

  // The monitor.
  std::string listen = "127.0.0.1:8080";
  std::optional<std::string> page;  ///< address of a page that shows what happens
  std::optional<std::string> upstream;
  std::optional<std::string> har;
  std::vector<std::string> command;  ///< a client's program and its arguments
  bool one_client = false;           ///< all traffic is one client's, which begins with the monitor
  bool one_reader = false;           ///< and it reads each stream once
  bool others_write = false;         ///< requests also reach the server without passing the monitor

  // Arguments of other commands.
  std::vector<std::string> files;  ///< saved results
  std::string file;                ///< a journal or a finding
  std::string old_file;            ///< saved results to compare against
  std::string new_file;
  std::string id;                  ///< of a scenario, a rule or a requirement
  std::string what = "scenarios";  ///< what to list
  bool as_json = false;
  bool as_ids = false;
  bool coverage = false;
  std::string new_profile = "conform.toml";
  std::string shell;

  [[nodiscard]] std::string tested_protocol() const { return protocol.value_or("durable-streams"); }

  /// The file of the report in that format, if its option is set.
  [[nodiscard]] std::optional<std::string> report_file(std::string_view format) const {
    const auto found = report_files.find(format);
    return found == report_files.end() ? std::nullopt : found->second;
  }
};

}  // namespace conform
