// Plays a sequence against a server: each act on a connection of its own, and after each an
// ordinary client that sees whether others are served and what has become of the streams.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fuzz/malformed/act.hpp"
#include "fuzz/malformed/encounter.hpp"
#include "fuzz/malformed/rules.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform::malformed {

struct Played {
  std::string word;  ///< with which the names of its streams begin
  std::vector<Exchange> preparation;
  std::vector<Encounter> encounters;
  /// An ordinary client was not served before the first act, so that nothing can be said.
  bool unready = false;
  bool gone = false;       ///< no connection could be had
  bool cut_short = false;  ///< it was stopped: what it shows is not all

  /// The first breach of that rule, with the encounter that shows it; nullptr for none.
  struct Shown {
    const Encounter* encounter = nullptr;
    const Breach* breach = nullptr;
  };
  [[nodiscard]] Shown breach_of(std::string_view rule) const;
};

struct PlayerOptions {
  Duration answer_limit = std::chrono::seconds(10);
  /// How long more is awaited where nothing has to come.
  Duration patience = std::chrono::milliseconds(150);
  /// How long more is awaited where everything has come.
  Duration afterglow = std::chrono::milliseconds(5);
  std::function<void()> pace;         ///< called before each request, may wait; empty for none
  std::function<bool()> should_stop;  ///< asked several times a second; empty for never
};

class Player {
 public:
  /// `word` begins the names of all streams; no two players on one server may share it.
  Player(Transport& transport, Target target, PlayerOptions options, std::string word);

  [[nodiscard]] Played play(const Sequence& sequence);

  [[nodiscard]] const std::vector<RuleRecord>& records() const { return records_; }
  [[nodiscard]] std::uint64_t plays() const { return plays_; }
  [[nodiscard]] std::uint64_t acts() const { return acts_; }

 private:
  class Stage;

  void judge(Encounter& encounter);

  Transport& transport_;
  Target target_;
  PlayerOptions options_;
  std::string word_;
  std::vector<MalformedRule> rules_;
  std::vector<RuleRecord> records_;  ///< in the order of rules_
  std::uint64_t plays_ = 0;
  std::uint64_t acts_ = 0;
};

}  // namespace conform::malformed
