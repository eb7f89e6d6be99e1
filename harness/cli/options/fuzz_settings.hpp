// What a campaign is asked to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/options/settings.hpp"

namespace conform {

struct FuzzSettings {
  Settings common;  ///< the target and the reports
  std::optional<std::string> time;
  std::optional<std::uint64_t> runs;
  std::uint32_t seed = 1;
  std::optional<unsigned> clients;  ///< processes; as many as fit the target where nothing is said
  std::optional<double> rate;       ///< requests a second, of all clients together
  std::string folder = "conform-fuzz";
  std::vector<std::string> defects;  ///< of the built-in server
  bool blind = false;                ///< without feedback
  bool malformed = false;            ///< bytes that no HTTP client would send
};

/// `conform fuzz --malformed`
int malformed_command(const FuzzSettings& settings);

}  // namespace conform
