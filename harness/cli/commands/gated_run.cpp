#include "harness/cli/commands/gated_run.hpp"

#include <fmt/format.h>

#include <optional>

#include "harness/cli/commands/connection.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/gate/repeats.hpp"
#include "harness/gate/shuffle.hpp"
#include "reports/saved/exchange_file.hpp"
#include "reports/saved/report_file.hpp"

namespace conform {
namespace {

/// The settings, completed with values chosen at random or taken from the environment.
Settings with_chosen_values(Settings settings, const RunPlan& plan) {
  settings.seed = plan.seed;
  const auto& shard = plan.gate.shard;
  if (shard.of > 1) settings.shard = fmt::format("{}/{}", shard.index, shard.of);
  return settings;
}

class GatedRun {
 public:
  GatedRun(RunPlan& plan, const Settings& settings, const OneRun& one_run)
      : plan_(plan),
        settings_(settings),
        one_run_(one_run),
        reporting_(plan.paths, with_chosen_values(settings, plan), plan.catalogue),
        gate_(plan.gate, [this](const Event& event) { pass_on(event); }) {}

  int run();

 private:
  void pass_on(const Event& event);
  [[nodiscard]] RunOptions options();
  Expected<void, std::string> run_all();
  Expected<RunFinished, std::string> run_one(std::size_t index, const Engine::Emit& emit);
  int conclude();
  Expected<void, std::string> write_baseline();

  RunPlan& plan_;
  const Settings& settings_;
  const OneRun& one_run_;
  Reporting reporting_;
  Gate gate_;
  std::optional<reports::ExchangeFile> journal_;
  int status_ = exit_status::not_judged;
};

void GatedRun::pass_on(const Event& event) {
  if (const auto* finished = std::get_if<RunFinished>(&event)) {
    status_ = exit_status_of(*finished);
  }
  reporting_.on(event);
}

RunOptions GatedRun::options() {
  RunOptions options = plan_.options;
  options.run_id = new_run_id();
  if (journal_) {
    options.journal = [this](const Exchange& exchange) { journal_->add(exchange); };
  }
  if (plan_.fail_fast) {
    options.stop_after = [this](const Result& result) -> std::optional<std::string> {
      if (!gate_.fails(result)) return std::nullopt;
      return fmt::format("--fail-fast, and {} failed", result.id);
    };
  }
  return options;
}

Expected<RunFinished, std::string> GatedRun::run_one(std::size_t index, const Engine::Emit& emit) {
  if (!plan_.seed) return one_run_(plan_.selected, options(), emit);
  return one_run_(shuffled(plan_.selected, *plan_.seed + index), options(), emit);
}

Expected<void, std::string> GatedRun::run_all() {
  if (plan_.times == 1) {
    const auto finished = run_one(0, [this](const Event& event) { gate_.on(event); });
    return finished ? Expected<void, std::string>() : unexpected(finished.error());
  }
  Repeats repeats(plan_.times, [this](const Event& event) { gate_.on(event); });
  for (std::size_t i = 0; !repeats.over() && i < plan_.times; ++i) {
    const auto finished = run_one(i, [&](const Event& event) { repeats.on(event); });
    if (finished) continue;
    if (i == 0) return unexpected(finished.error());
    repeats.stop(finished.error());
  }
  return {};
}

int GatedRun::conclude() {
  if (plan_.memory) {
    plan_.memory->learn(gate_.records());
    plan_.memory->write();
  }
  return reporting_.write(status_);
}

Expected<void, std::string> GatedRun::write_baseline() {
  const auto text = baseline_text(gate_.new_baseline());
  auto written = reports::write_report(*settings_.write_baseline, text);
  if (!written) return unexpected("--write-baseline: " + written.error());
  return {};
}

int GatedRun::run() {
  if (settings_.journal) {
    auto file = reports::ExchangeFile::open_journal(*settings_.journal);
    if (!file) return fail(exit_status::usage, "--journal: " + file.error());
    journal_ = *std::move(file);
    reporting_.at_end([this] { return journal_->finish(); });
  }
  if (settings_.write_baseline) reporting_.at_end([this] { return write_baseline(); });
  if (const auto done = run_all(); !done) {
    if (journal_) journal_->discard();
    return fail(exit_status::not_judged, done.error());
  }
  return conclude();
}

}  // namespace

int run_gated(RunPlan& plan, const Settings& settings, const OneRun& one_run) {
  return GatedRun(plan, settings, one_run).run();
}

}  // namespace conform
