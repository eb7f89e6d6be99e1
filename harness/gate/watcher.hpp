// Tells when files change, and has changes that come close together count as one.
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
  std::vector<std::string> paths;    ///< files, and folders with all that is below them
  std::vector<std::string> ignored;  ///< files, such as those that are written meanwhile
  std::chrono::milliseconds calm = std::chrono::milliseconds(200);  ///< that ends a change
};

/// Names that begin with a dot are not looked at below a folder.
class Watcher {
 public:
  /// From now on, changes are taken note of. The error is one sentence.
  static Expected<Watcher, std::string> on(const WatchedFiles& files);

  /// Waits until there has been a change, and calm since. Gives the path that changed first, or
  /// nullopt when the limit is reached before.
  std::optional<std::string> wait(std::optional<std::chrono::milliseconds> limit = {});

 private:
  struct Folder {
    std::string path;
    std::set<std::string> only;  ///< names; empty for all
  };

  explicit Watcher(std::chrono::milliseconds calm);

  [[nodiscard]] std::optional<std::string> add(const std::string& path);
  [[nodiscard]] std::optional<std::string> add_tree(const std::string& folder);
  [[nodiscard]] std::optional<std::string> add_folder(const std::string& folder,
                                                      const std::string& only);
  [[nodiscard]] std::optional<std::string> read_changes();
  void look_at(int watch, std::uint32_t what, const std::string& name,
               std::optional<std::string>& changed);

  std::chrono::milliseconds calm_;
  Descriptor events_;
  std::map<int, Folder> folders_;  ///< by watch
  std::set<std::string> ignored_;  ///< whole paths
};

}  // namespace conform
