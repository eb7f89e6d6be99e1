// What a run is asked to do, by flags, by conform.toml, by the environment; flags win.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/http/expected.hpp"

namespace conform {

/// Each is empty when neither flag nor profile gave it.
struct Settings {
  std::optional<std::string> target;
  std::vector<std::string> headers;  ///< "Name: value"
  std::optional<std::string> cacert;
  std::optional<bool> insecure;
  std::optional<bool> http2;
  std::optional<std::string> timeout;         ///< "10s"
  std::optional<std::string> retention_hook;  ///< URL
  std::optional<std::size_t> jobs;
  std::optional<bool> keep_streams;
  std::vector<std::string> require;
  std::vector<std::string> lacks;  ///< capabilities that are not built yet
  std::vector<std::string> suite;
  std::vector<std::string> only;
  std::vector<std::string> skip;
  std::optional<std::string> level;
  std::vector<std::string> suites;  ///< folders of the user's own
  std::optional<std::string> junit;
  std::optional<std::string> json;
  std::optional<std::string> html;
  std::optional<std::string> events;
  std::optional<std::string> markdown;
  std::optional<std::string> tap;
  std::optional<std::string> badge;
  std::optional<bool> annotations;
  std::optional<std::string> journal;
  std::optional<std::string> reports;  ///< a folder for all of them
  std::optional<std::string> baseline;
  std::optional<std::string> fail_on;  ///< "must" or "should"
  std::optional<bool> fail_fast;
  std::optional<std::size_t> repeat;
  std::optional<bool> shuffle;
  std::optional<std::string> server;          ///< a command
  std::optional<std::string> server_timeout;  ///< "30s"
  std::optional<std::string> server_log;
  std::optional<std::string> write_baseline;
  std::optional<std::uint64_t> seed;
  std::optional<std::string> shard;  ///< "2/5"
  std::vector<std::string> watch;    ///< files and folders
  bool last_failed = false;
  bool dry_run = false;
  bool self = false;  ///< the built-in server over HTTP, asked for by name
  bool sim = false;
  bool verbose = false;
};

/// Reads a profile; the error is one sentence with file, line and column. Relative paths in it are
/// taken from where the file is.
[[nodiscard]] Expected<Settings, std::string> read_profile(const std::string& path);
/// The same for a text that stands in that file.
[[nodiscard]] Expected<Settings, std::string> parse_profile(std::string_view text,
                                                            const std::string& path);

/// conform.toml in this folder or the nearest one above.
[[nodiscard]] std::optional<std::string> find_profile();

/// What `flags` leaves open, from the profile of that name; from the nearest one when it is empty.
[[nodiscard]] Expected<Settings, std::string> with_profile(Settings flags, const std::string& name);

/// What `flags` leaves open, from `profile`.
[[nodiscard]] Settings merged(Settings flags, const Settings& profile);

}  // namespace conform
