// Finds out what a target can do, also where a question ends the server: it is started again where
// that is in our hands, and asked one thing at a time, until it is known what it dies of; then that
// is not asked again.
#pragma once

#include <string>
#include <vector>

#include "harness/http/expected.hpp"
#include "harness/run/probe.hpp"
#include "harness/run/run_options.hpp"
#include "harness/run/server_health.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class TargetSurvey {
 public:
  /// All of it must outlive this.
  TargetSurvey(Transport& transport, const Target& target, const RunOptions& options,
               ServerHealth& health, StopSignal& stop)
      : transport_(transport), target_(target), options_(options), health_(health), stop_(stop) {}

  /// What is found. With a death among it, the server is gone for good. The error, one sentence,
  /// says why the target cannot be judged at all.
  [[nodiscard]] Expected<Findings, std::string> make();

  /// URLs of the streams that were made for it, oldest first.
  [[nodiscard]] const std::vector<std::string>& created() const { return created_; }
  /// A DELETE ended the server: none is to be sent again.
  [[nodiscard]] bool died_of_deletion() const { return died_of_deletion_; }

 private:
  [[nodiscard]] std::string note_death(ProbeDeath death, bool one_by_one);

  Transport& transport_;
  const Target& target_;
  const RunOptions& options_;
  ServerHealth& health_;
  StopSignal& stop_;
  std::vector<std::string> created_;
  bool died_of_deletion_ = false;
};

}  // namespace conform
