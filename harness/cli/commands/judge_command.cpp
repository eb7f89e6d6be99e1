#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "harness/cli/commands/catalogue.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/terminal.hpp"
#include "harness/cli/commands/traffic_causes.hpp"
#include "harness/cli/commands/traffic_report.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/output.hpp"
#include "harness/exchange/har.hpp"
#include "harness/exchange/journal.hpp"
#include "harness/judge/client/client_judge.hpp"
#include "harness/judge/judge.hpp"
#include "harness/judge/streamed_judge.hpp"
#include "harness/monitor/served_path.hpp"
#include "harness/run/engine.hpp"
#include "harness/run/rule_results.hpp"
#include "reports/output_filter.hpp"
#include "reports/text/console.hpp"

namespace conform {
namespace {

/// Not open if it cannot be read, as a folder.
std::ifstream opened(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return {};
  return std::ifstream(path, std::ios::binary);
}

Expected<std::vector<Exchange>, std::string> journal_in(const std::string& path) {
  auto in = opened(path);
  if (!in.is_open())
    return unexpected(fmt::format("cannot read {}; give a file written by --journal", path));
  auto journal = read_journal(in);
  if (!journal) return unexpected(fmt::format("{}: {}", path, journal.error()));
  if (journal->empty()) return unexpected(fmt::format("{} contains no exchanges", path));
  return journal;
}

/// What the judges found in a file.
struct Findings {
  std::size_t exchanges = 0;
  Instant began{};
  std::vector<Result> results{};
  std::vector<std::string> notes{};
  /// Why what was found is not all that the file should show.
  std::optional<std::string> problem{};
};

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

Expected<Findings, std::string> findings_in_journal(const Settings& settings) {
  const auto journal = journal_in(settings.file);
  if (!journal) return unexpected(journal.error());
  Judge judge;
  judge.set_common_query(common_query_of(*journal));
  judge_journal(judge, *journal);
  return Findings{.exchanges = journal->size(),
                  .began = journal->front().sent,
                  .results = rule_results(judge.records(), failed_exchanges_of(judge, *journal))};
}

/// Judges an HTTP Archive while it is read.
class HarJudge {
 public:
  explicit HarJudge(std::optional<monitor::ServedPath> upstream)
      : upstream_(std::move(upstream)),
        streamed_(judge_, [this](const Exchange& exchange, const std::vector<Violation>& found) {
          take_judged(exchange, found);
        }) {}

  void take(Exchange exchange, bool is_ours) {
    if (exchange.outcome == Outcome::too_large) ++incomplete_;
    if (findings_.exchanges++ == 0) findings_.began = exchange.sent;
    if (!is_ours) place(exchange);
    streamed_.add(std::move(exchange));
  }

  /// Whether it cannot be known what the streams are.
  [[nodiscard]] bool lacks_upstream() const { return lacks_upstream_; }

  Findings finish(const HarSummary& summary) {
    streamed_.finish();
    findings_.results = rule_results(judge_.records(), failed_);
    for (auto& result : rule_results(clients_.records(), failed_)) {
      result.suite = "client";
      findings_.results.push_back(std::move(result));
    }
    if (is_foreign_) {
      findings_.notes.emplace_back(
          "other clients' requests are not in the file: nothing was concluded from what streams "
          "should contain");
    }
    if (streamed_.late() > 0) {
      findings_.notes.push_back(fmt::format(
          "{} exchanges are out of order in time: nothing was concluded from what their streams "
          "should contain",
          streamed_.late()));
    }
    if (summary.unreadable > 0) {
      findings_.notes.push_back(fmt::format(
          "{} entries lack what every request has, and were not judged", summary.unreadable));
    }
    if (incomplete_ > 0) {
      findings_.notes.push_back(
          fmt::format("of {} exchanges the file does not have the whole bodies: nothing was "
                      "concluded from them",
                      incomplete_));
    }
    findings_.problem = summary.problem;
    return std::move(findings_);
  }

 private:
  void place(Exchange& exchange) {
    if (!std::exchange(is_foreign_, true)) {
      judge_.mark_all_unknown();
      clients_.mark_unknown();
    }
    if (!upstream_) {
      lacks_upstream_ = true;
      return;
    }
    const auto& target = exchange.request.target;
    const auto origin = upstream_->origin();
    const bool is_here = target.starts_with(origin) && target.substr(origin.size(), 1) == "/";
    if (is_here) exchange.stream = upstream_->stream_in(target.substr(origin.size()));
  }

  void take_judged(const Exchange& exchange, const std::vector<Violation>& by_server) {
    clients_.sent(exchange);
    clients_.answered(exchange.number, exchange.response, exchange.first_byte);
    for (const auto& seen : exchange.events) clients_.reached(exchange.number, seen.event);
    const auto by_client = clients_.ended(exchange, false);
    for (const auto* violations : {&by_server, &by_client}) {
      for (const auto& violation : *violations) {
        if (violation.is_evidence) {
          failed_.try_emplace(exchange.number, FailedExchange{shortened(exchange)});
        }
      }
    }
  }

  std::optional<monitor::ServedPath> upstream_;
  Judge judge_;
  ClientJudge clients_{{}};
  Findings findings_;
  std::map<std::uint64_t, FailedExchange> failed_;
  std::size_t incomplete_ = 0;
  bool is_foreign_ = false;
  bool lacks_upstream_ = false;
  StreamedJudge streamed_;
};

Expected<Findings, std::string> findings_in_har(const Settings& settings) {
  std::optional<monitor::ServedPath> upstream;
  if (settings.upstream) {
    auto served = monitor::ServedPath::parse(*settings.upstream);
    if (!served) return unexpected(served.error());
    upstream = *std::move(served);
  }
  auto in = opened(settings.file);
  if (!in.is_open())
    return unexpected(fmt::format("cannot read {}; give a HAR file", settings.file));
  HarJudge judge(std::move(upstream));
  const auto summary = read_har(
      in, [&](Exchange exchange, bool is_ours) { judge.take(std::move(exchange), is_ours); });
  if (summary.entries == 0) {
    return unexpected(
        fmt::format("{}: {}", settings.file, summary.problem.value_or("it has no entries")));
  }
  if (judge.lacks_upstream()) {
    return unexpected(
        fmt::format("{} does not say which URLs are streams; add the URL below which they are, as "
                    "in --upstream http://127.0.0.1:4437/v1/stream",
                    settings.file));
  }
  return judge.finish(summary);
}

bool is_har(const std::string& path) {
  return http::to_lower(path).ends_with(".har");
}

int judge_command(const Settings& settings) {
  const std::string& path = settings.file;
  if (is_har(path)) {
    reports::never_write(reports::Secrets(reports::Secrets::Queries::all_others));
  }
  auto findings = is_har(path) ? findings_in_har(settings) : findings_in_journal(settings);
  if (!findings) return fail(exit_status::usage, findings.error());

  hide_credentials_in(findings->results);
  reports::Context context;
  context.version = CONFORM_VERSION;
  context.secrets = reports::unwritten();
  const auto catalogue = load_catalogue({}).value();
  context.requirement_text = requirement_texts(catalogue);
  const Terminal terminal = query_terminal(1);
  OutputStream out(write_out);
  reports::Console console(out, {.colour = terminal.colour,
                                 .progress = false,
                                 .columns = terminal.columns,
                                 .verbose = settings.verbose});
  const auto emit = [&](const Event& event) { console.on(reports::entry_of(event, context)); };
  TrafficCauses causes;
  RunFinished finished;
  finished.exchanges = findings->exchanges;
  finished.notes = findings->notes;
  finished.stopped_early = findings->problem;
  RunStarted started{
      path, is_har(path) ? "har" : "journal", findings->began, {}, findings->results.size()};
  started.available = result_count(catalogue);
  emit(started);
  for (const auto& result : findings->results) {
    ++finished.summary[result.verdict];
    causes.add(result);
    emit(ResultReached{result});
  }
  causes.rank(finished);
  finished.conclusion = conclusion_of(finished);
  emit(finished);
  return exit_status_of(finished);
}

}  // namespace

Command add_judge(CLI::App& program) {
  return add_command(program, "judge", "Check recorded traffic, without a server", judge_command);
}

}  // namespace conform
