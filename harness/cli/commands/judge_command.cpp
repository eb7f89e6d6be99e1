#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/terminal.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/exchange/journal.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/root_causes.hpp"
#include "harness/run/rule_results.hpp"
#include "reports/text/console.hpp"

namespace conform {
namespace {

Expected<std::vector<Exchange>, std::string> journal_in(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return unexpected(fmt::format("cannot read {}; give a file written by --journal", path));
  auto journal = read_journal(in);
  if (!journal) return unexpected(fmt::format("{}: {}", path, journal.error()));
  if (journal->empty()) return unexpected(fmt::format("{} contains no exchanges", path));
  return journal;
}

std::map<std::uint64_t, FailedExchange> failed_exchanges_of(const Judge& judge,
                                                            const std::vector<Exchange>& journal) {
  std::map<std::uint64_t, FailedExchange> failed;
  for (const auto& record : judge.records()) {
    for (const auto& violation : record.violations) failed[violation.exchange] = {};
  }
  for (const auto& exchange : journal) {
    if (const auto found = failed.find(exchange.number); found != failed.end()) {
      found->second.exchange = shortened(exchange);
    }
  }
  return failed;
}

int judge_command(const Settings& settings) {
  const std::string& path = settings.file;
  const auto journal = journal_in(path);
  if (!journal) return fail(exit_status::usage, journal.error());
  Judge judge;
  judge_journal(judge, *journal);

  reports::Context context;
  context.version = CONFORM_VERSION;
  const auto catalogue = load_catalogue({}).value();
  context.requirement_text = requirement_texts(catalogue);
  const Terminal terminal = query_terminal(1);
  reports::Console console(std::cout, {.colour = terminal.colour,
                                       .progress = false,
                                       .columns = terminal.columns,
                                       .verbose = settings.verbose});
  const auto emit = [&](const Event& event) { console.on(reports::entry_of(event, context)); };
  RootCauses root_causes;
  RunFinished finished;
  finished.exchanges = journal->size();
  const auto results = rule_results(judge.records(), failed_exchanges_of(judge, *journal));
  RunStarted started{path, "journal", journal->front().sent, {}, results.size()};
  started.available = result_count(catalogue);
  emit(started);
  for (const auto& result : results) {
    ++finished.summary[result.verdict];
    root_causes.add(result);
    emit(ResultReached{result});
  }
  set_ranking(finished, root_causes);
  finished.conclusion = conclusion_of(finished);
  emit(finished);
  return exit_status_of(finished);
}

}  // namespace

Command add_judge(CLI::App& program) {
  return add_command(program, "judge", "Check a recorded run again, without a server",
                     judge_command);
}

}  // namespace conform
