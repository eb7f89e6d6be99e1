// What `conform prove` is asked to do.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace conform {

struct ProveSettings {
  std::vector<std::string> defects;   ///< globs; empty for all
  std::vector<std::string> suites;    ///< folders of the user's own
  std::optional<std::size_t> sample;  ///< so many of them, spread evenly; all without it
  std::optional<std::string> json;
  std::optional<std::string> html;
  bool over_http = false;  ///< a sample of them, to see that the simulation tells the truth
};

}  // namespace conform
