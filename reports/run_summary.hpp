// The conclusions of a run: one sentence about the server, one about the build, and one about what
// was not tested. They differ: a server with known failures is not conformant, and yet its build
// passes.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "reports/entry.hpp"
#include "reports/tally.hpp"

namespace conform::reports {

/// The suite of results about a client; all others are about the server.
inline constexpr std::string_view client_suite = "client";

class RunSummary {
 public:
  void on(const Entry& entry);

  /// "Not conformant". Only a complete run in which everything was judged is called conformant.
  [[nodiscard]] std::string title() const;
  /// About the server, for programs: "conformant", "no-failure" (only a part was run), "violations"
  /// (known or not), "nothing-run" or "not-judged".
  [[nodiscard]] std::string_view word() const;
  /// About the server, and the client if it was judged: "The server breaks 27 requirements."
  [[nodiscard]] std::string server() const;
  /// About the build: "Exit code 0: every failure is known."
  [[nodiscard]] std::string gate() const;
  /// What was skipped, blocked, inconclusive or left out; empty if nothing was.
  [[nodiscard]] std::string untried() const;

  enum class Status { good, unsure, bad };
  /// Good only if everything is known to be good.
  [[nodiscard]] Status status() const;

 private:
  /// Whether only a selection or a shard was run.
  [[nodiscard]] bool is_part() const;
  [[nodiscard]] bool is_broken() const { return fails_ > 0; }

  Tally tally_;
  std::size_t available_ = 0;
  bool is_shard_ = false;
  bool campaign_ = false;
  std::size_t fails_ = 0;  ///< known or not
  std::size_t warns_ = 0;
  std::set<std::string> broken_;  ///< requirement ids
  std::set<std::string> broken_by_client_;
  std::set<std::string> unfollowed_;
  Closing closing_ = closing_of_unfinished_run();
};

}  // namespace conform::reports
