// Which of many accusations is likeliest the root cause: a promise that every witness saw broken
// says more than one that most of its witnesses saw kept.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/run/event.hpp"

namespace conform {

class Blame {
 public:
  void add(const Result& result);

  /// The result to begin with; empty when nothing is accused. A broken MUST goes before a SHOULD.
  [[nodiscard]] std::string start_with() const;

 private:
  /// Scenarios and rules by id, and whether they accuse; all cases of a table are one witness.
  using Witnesses = std::map<std::string, bool, std::less<>>;
  struct Accusation {
    std::string id;
    Verdict verdict = Verdict::fail;
    std::vector<std::string> requirements;
  };

  [[nodiscard]] double weight(const Accusation& accusation) const;

  std::map<std::string, Witnesses, std::less<>> witnesses_;  ///< by requirement
  std::vector<Accusation> accusations_;                      ///< in the order in which they came
};

}  // namespace conform
