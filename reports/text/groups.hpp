// Results grouped by reason: thirty scenarios skipped for one missing capability take one line.
#pragma once

#include <string>
#include <vector>

#include "reports/text/explanation.hpp"

namespace conform::reports {

class Groups {
 public:
  void add(const std::string& reason, const std::string& id);

  [[nodiscard]] bool empty() const { return groups_.empty(); }

  enum class Ids { few, all, none };
  /// A paragraph for each reason with its number of results, the largest first.
  [[nodiscard]] std::vector<Line> lines(std::size_t width, Ids ids) const;

 private:
  struct Group {
    std::string reason;
    std::vector<std::string> ids;
  };

  static void add_group(std::vector<Line>& out, const Group& group, std::size_t width, Ids ids);

  std::vector<Group> groups_;  ///< in order of first result
};

}  // namespace conform::reports
