#include "harness/cli/commands/traffic_report.hpp"

#include <utility>

#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/traffic_causes.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/http/clock.hpp"
#include "reports/output_filter.hpp"

namespace conform {
namespace {

GateOptions gate_options(const Settings& settings) {
  GateOptions options;
  options.should_fails = settings.fail_on == "should";
  options.whole = false;
  return options;
}

}  // namespace

void hide_credentials_in(const std::vector<Result>& results) {
  for (const auto& result : results) {
    if (!result.evidence) continue;
    for (const auto& exchange : result.evidence->exchanges) reports::never_write_those_of(exchange);
  }
}

TrafficReport::TrafficReport(const Settings& settings, const ReportPaths& paths,
                             const Catalogue& catalogue)
    : reporting_(paths, settings, catalogue),
      gate_(gate_options(settings), [this](const Event& event) { pass_on(event); }),
      status_(exit_status::not_judged) {}

void TrafficReport::pass_on(const Event& event) {
  if (const auto* finished = std::get_if<RunFinished>(&event)) {
    status_ = exit_status_of(*finished);
  }
  reporting_.on(event);
}

int TrafficReport::write(JudgedTraffic traffic) {
  hide_credentials_in(traffic.results);
  reporting_.learn_secrets();
  RunStarted started;
  started.target = traffic.target;
  started.run_id = new_run_id();
  started.at = traffic.began;
  started.scenarios = started.available = traffic.results.size();
  gate_.on(started);
  RunFinished finished;
  finished.exchanges = traffic.exchanges;
  TrafficCauses causes;
  for (auto& result : traffic.results) {
    ++finished.summary[result.verdict];
    causes.add(result);
    gate_.on(ResultReached{std::move(result)});
  }
  finished.at = clock::now();
  finished.took = finished.at - started.at;
  finished.notes = std::move(traffic.notes);
  finished.objections = std::move(traffic.objections);
  causes.rank(finished);
  finished.conclusion = conclusion_of(finished);
  gate_.on(finished);
  return reporting_.write(status_);
}

}  // namespace conform
