// Finds out which capabilities a target has, even if a request crashes the server: if the run
// controls the server, it is restarted and sent one request at a time until the request that
// crashes it is known and left out.
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

  /// The findings. If they include a crash, the server stays down. The error, one sentence, says
  /// why the target cannot be tested at all.
  [[nodiscard]] Expected<Findings, std::string> make();

  /// URLs of the streams that were created for it, oldest first.
  [[nodiscard]] const std::vector<std::string>& created() const { return created_; }
  /// A DELETE crashed the server: none may be sent again.
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
