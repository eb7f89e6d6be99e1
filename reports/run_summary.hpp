// What a run says: one sentence about the server, one about the build, and one about what was not
// tried. They are three things: a server with known failures is not conformant, and its build
// passes all the same.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "reports/entry.hpp"
#include "reports/tally.hpp"

namespace conform::reports {

class RunSummary {
 public:
  void on(const Entry& entry);

  /// "Not conformant". Only a run of everything that judged everything is called conformant.
  [[nodiscard]] std::string title() const;
  /// Of the server, for programs: "conformant", "no-failure" of a part, "violations", known or not,
  /// "nothing-run", "not-judged".
  [[nodiscard]] std::string_view word() const;
  /// Of the server: "27 requirements are broken."
  [[nodiscard]] std::string server() const;
  /// Of the build: "Exit code 0: every failure is known."
  [[nodiscard]] std::string gate() const;
  /// What was skipped, blocked, inconclusive or left out; empty when nothing was.
  [[nodiscard]] std::string untried() const;

  enum class Tone { good, unsure, bad };
  /// Good only of what is known to be good.
  [[nodiscard]] Tone tone() const;

 private:
  /// Whether only a selection or a shard was run.
  [[nodiscard]] bool is_part() const;
  [[nodiscard]] bool is_broken() const { return !broken_.empty() || fails_ > 0; }

  Tally tally_;
  std::size_t available_ = 0;
  bool is_shard_ = false;
  bool campaign_ = false;
  std::size_t fails_ = 0;  ///< known or not
  std::size_t warns_ = 0;
  std::set<std::string> broken_;  ///< requirements
  std::set<std::string> unfollowed_;
  Closing closing_ = closing_of_nothing();
};

}  // namespace conform::reports
