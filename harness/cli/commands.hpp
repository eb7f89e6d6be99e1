// The commands of the program. Each gives the status to exit with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/settings.hpp"

namespace conform {

/// `conform [--target URL]`
int run_command(const Settings& settings);

/// `conform list`, of "suites", "scenarios" or "requirements"
int list_command(const std::string& what, bool as_json, bool coverage,
                 const std::vector<std::string>& folders);

/// `conform show ID`
int show_command(const std::string& id, const std::vector<std::string>& folders);

/// `conform judge FILE`
int judge_command(const std::string& path, bool verbose);

/// `conform defects`
int defects_command();

struct ProveSettings {
  std::vector<std::string> defects;  ///< globs; empty for all
  std::vector<std::string> suites;   ///< folders of the user's own
  std::optional<std::string> json;
  std::optional<std::string> html;
  bool over_http = false;  ///< a sample of them, to see that the simulation tells the truth
};

/// `conform prove`
int prove_command(const ProveSettings& settings);

struct FuzzSettings {
  Settings common;  ///< the target and the reports
  std::optional<std::string> time;
  std::optional<std::uint64_t> runs;
  std::uint32_t seed = 1;
  unsigned clients = 1;
  std::optional<double> rate;  ///< requests a second, of all clients together
  std::string folder = "conform-fuzz";
  std::vector<std::string> defects;  ///< of the built-in server
  bool blind = false;                ///< without feedback
  bool malformed = false;            ///< bytes that no HTTP client would send
};

/// `conform fuzz`
int fuzz_command(const FuzzSettings& settings);

/// `conform fuzz --malformed`
int malformed_command(const FuzzSettings& settings);

/// `conform replay FILE`
int replay_command(const std::string& path, const Settings& settings);

struct ServeSettings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 4437;              ///< the protocol's own (section 13.1); 0 picks a free one
  std::optional<std::string> data_dir{};  ///< where streams are kept; without it they are forgotten
  std::vector<std::string> defects;       ///< ids
};

/// `conform serve`
int serve_command(const ServeSettings& settings);

}  // namespace conform
