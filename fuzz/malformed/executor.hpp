// Executes a sequence against a server: each act on a new connection, followed by requests of an
// ordinary client, which show whether others are served and what the streams contain.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fuzz/malformed/act.hpp"
#include "fuzz/malformed/act_result.hpp"
#include "fuzz/malformed/rules.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform::malformed {

struct Execution {
  std::string word;  ///< prefix of the names of its streams
  std::vector<Exchange> preparation;
  std::vector<ActResult> act_results;
  /// The ordinary client was not served before the first act, so nothing can be judged.
  bool unready = false;
  bool server_down = false;  ///< no connection could be opened
  bool cut_short = false;    ///< it was stopped before its end

  /// The first violation of a rule, with the act that shows it; nullptr for none.
  struct Shown {
    const ActResult* act_result = nullptr;
    const RuleViolation* violation = nullptr;
  };
  [[nodiscard]] Shown violation_of(std::string_view rule) const;
};

struct ExecutorOptions {
  Duration answer_limit = std::chrono::seconds(10);
  /// How long to wait for an answer that is not required.
  Duration optional_answer_limit = std::chrono::milliseconds(150);
  /// How long to wait for further bytes once every answer has arrived.
  Duration last_wait = std::chrono::milliseconds(5);
  std::function<void()> pace;         ///< called before each request, may block; empty for none
  std::function<bool()> should_stop;  ///< called several times a second; empty for never
};

class Executor {
 public:
  /// `word` is the prefix of all stream names; each executor on a server needs another one.
  Executor(Transport& transport, Target target, ExecutorOptions options, std::string word);

  [[nodiscard]] Execution execute(const Sequence& sequence);

  [[nodiscard]] const std::vector<RuleRecord>& records() const { return records_; }
  [[nodiscard]] std::uint64_t executions() const { return executions_; }
  [[nodiscard]] std::uint64_t acts() const { return acts_; }

 private:
  class Session;

  void judge(ActResult& act_result);

  Transport& transport_;
  Target target_;
  ExecutorOptions options_;
  std::string word_;
  std::vector<MalformedRule> rules_;
  std::vector<RuleRecord> records_;  ///< in the order of rules_
  std::uint64_t executions_ = 0;
  std::uint64_t acts_ = 0;
};

}  // namespace conform::malformed
