#include "reports/saved/finding_shell.hpp"

#include <fmt/format.h>

#include "fuzz/campaign/simulated_runner.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/run/shell_text.hpp"
#include "reports/output_filter.hpp"
#include "reports/saved/shell_detection.hpp"
#include "reports/saved/shell_helpers.hpp"
#include "reports/saved/shell_requests.hpp"
#include "reports/text/clean.hpp"

namespace conform::reports {
namespace {

/// If even the first stream cannot be created, nothing can be said about the rest.
std::string check_of_setup(const fuzz::Finding& finding) {
  const auto& turns = finding.reduction.execution.turns;
  for (std::size_t i = 0; i + 1 < finding.turn(); ++i) {
    if (turns[i].request.method != "PUT" || turns[i].exchange.response.status / 100 != 2) continue;
    return fmt::format(
        "case $(status {}) in 2*) ;; *) echo 'The server refuses a request that is needed to get "
        "there.'; "
        "exit 2 ;; esac\n",
        i + 1);
  }
  return "";
}

}  // namespace

std::string shell_script(const fuzz::Finding& finding) {
  const auto requests = shell_requests(finding.reduction.execution);
  const auto right =
      fuzz::simulated_runner(repeatable_rules(), "right")({})->execute(finding.reduction.sequence);
  const auto check = detection_command(finding, right);
  return fmt::format(
      "#!/bin/sh\n# {}: {}\n# Expected {}\n# Got {}\n"
      "# Usage: sh {}.sh [URL below which to create streams]\n"
      "# Exit status: 1 if the bug occurs, 0 if it does not, 2 if that is unknown.\n\n"
      "base=${{1:-{}}}\npath=/${{base#*://*/}}\n"
      "case ${{base#*://}} in */*) ;; *) path= ;; esac\n\n{}\n"
      "execute() {{\n{}}}\nremove() {{\n{}  :\n}}\nseen() {{ {}; }}\n\n"
      "turn=0\nwhile [ $turn -lt {} ]; do\n  turn=$((turn + 1)) name=conform-$$-$turn\n  execute\n"
      "  end_readers\n  if seen; then\n    remove\n    echo 'The bug occurs.'\n    exit 1\n"
      "  fi\n  remove\ndone\n{}",
      finding.id, clean_line(finding.rule.title),
      writable(clean_line(finding.violation().mismatch.expected)),
      writable(clean_line(finding.violation().mismatch.got)), finding.id,
      shell::single_quoted(requests.base), shell_helpers, requests.commands, requests.removals,
      check.value_or("false"), executions_to_judge(finding),
      check ? fmt::format("[ -s \"$work/{}.head\" ] || exit 2\n{}echo 'The bug does not occur.'\n",
                          finding.turn(), check_of_setup(finding))
            : std::string("echo 'A script cannot check this: use conform replay.'\n"
                          "exit 2\n"));
}

}  // namespace conform::reports
