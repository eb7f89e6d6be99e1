// Reports file changes; changes in quick succession count as one.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/gate/descriptor.hpp"
#include "harness/http/expected.hpp"

namespace conform {

struct WatchedFiles {
  std::vector<std::string> paths;    ///< files, and folders including everything below them
  std::vector<std::string> ignored;  ///< files, such as those written by the runs themselves
  /// How long nothing must change before a change is reported.
  std::chrono::milliseconds settle_time = std::chrono::milliseconds(200);
};

/// Files and folders below a watched folder are ignored if their names begin with a dot.
class Watcher {
 public:
  /// Starts watching. The error is one sentence.
  static Expected<Watcher, std::string> on(const WatchedFiles& files);

  /// Waits for a change, and until there have been no more for a while. Returns the path that
  /// changed first, or nullopt if the limit is reached, or the user stops this program
  /// (stop_was_asked), before.
  std::optional<std::string> wait(std::optional<std::chrono::milliseconds> limit = {});

 private:
  struct Folder {
    std::string path;
    std::set<std::string> only;  ///< file names; empty for all
  };

  explicit Watcher(std::chrono::milliseconds settle_time);

  [[nodiscard]] std::optional<std::string> add(const std::string& path);
  [[nodiscard]] std::optional<std::string> add_tree(const std::string& folder);
  [[nodiscard]] std::optional<std::string> add_folder(const std::string& folder,
                                                      const std::string& only);
  [[nodiscard]] std::optional<std::string> read_changes();
  void take_change(int watch, std::uint32_t what, const std::string& name,
                   std::optional<std::string>& changed);

  std::chrono::milliseconds settle_time_;
  Descriptor events_;
  std::map<int, Folder> folders_;  ///< by watch descriptor
  std::set<std::string> ignored_;  ///< full paths
};

}  // namespace conform
