// Results that share a reason, told together: thirty scenarios behind one missing capability are
// one line to a reader.
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
  /// A paragraph for each reason with how many share it, the largest first.
  [[nodiscard]] std::vector<Line> lines(std::size_t width, Ids ids) const;

 private:
  struct Group {
    std::string reason;
    std::vector<std::string> ids;
  };

  static void add_group(std::vector<Line>& out, const Group& group, std::size_t width, Ids ids);

  std::vector<Group> groups_;  ///< in the order in which their first result came
};

}  // namespace conform::reports
