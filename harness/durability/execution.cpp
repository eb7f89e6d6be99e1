#include "harness/durability/execution.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "harness/durability/client.hpp"
#include "harness/durability/reading.hpp"
#include "harness/durability/requests.hpp"
#include "harness/durability/restart_checks.hpp"
#include "harness/durability/subscription.hpp"
#include "harness/run/kept_exchange.hpp"

namespace conform::durability {
namespace {

using namespace std::chrono_literals;
using Kind = Operation::Kind;
using State = StreamModel::State;
using LineKind = TranscriptLine::Kind;

/// A stream that is wrong for longer than this after the start is lost, not late.
constexpr Duration longest_delusion = 2s;
constexpr Duration between_polls = 5ms;
constexpr Duration longest_short_life = 1600ms;

class Executor {
 public:
  Executor(const History& history, const ServerOptions& options)
      : history_(history), options_(options), server_(options) {}

  Execution execute() {
    if (auto started = start(); !started) {
      execution_.not_started = started.error();
      return std::move(execution_);
    }
    for (place_ = 0; place_ < history_.size() && !is_over(); ++place_) perform(history_[place_]);
    server_.signal(Signal::kill);
    server_.await_end();
    execution_.bypasses_disk = server_.bypasses_disk();
    return std::move(execution_);
  }

 private:
  [[nodiscard]] bool is_interrupted() {
    if (options_.should_stop && options_.should_stop()) execution_.interrupted = true;
    return execution_.interrupted;
  }
  [[nodiscard]] bool is_over() { return is_interrupted() || has_ended_; }

  // ---- Starting and stopping --------------------------------------------------------------------

  Expected<void, std::string> start() {
    had_disk_fault_ = false;
    for (int tries = 1;; ++tries) {
      execution_.transcript.push_back({LineKind::start});
      if (auto started = server_.start(); !started) return unexpected(started.error());
      client_.emplace(options_.curl, server_.target(), [this] { return is_interrupted(); });
      const auto began = client_->now();
      const auto problem = await_ready();
      if (!problem) {
        note_start(client_->now() - began);
        return {};
      }
      // The free port may have been taken in the meantime.
      if (tries == 2 || !server_.ended()) return unexpected(*problem);
      server_.await_end();
    }
  }

  void note_start(Duration took) {
    execution_.longest_start =
        std::max(execution_.longest_start, std::chrono::ceil<std::chrono::milliseconds>(took));
  }

  /// Why the server is not ready, if so.
  std::optional<std::string> await_ready() {
    const auto* known = known_stream();
    if (known != nullptr) execution_.checked.insert(Check::start_up);
    const auto latest = client_->now() + options_.ready_limit;
    std::optional<Exchange> wrong;
    while (!is_over()) {
      if (const auto ending = server_.ended())
        return not_ready(fmt::format("it ended ({})", *ending));
      auto exchange = client_->ask({"GET", known ? known->name : "conform-ready", "offset=-1"}, 2s);
      const auto now = client_->now();
      if (exchange.outcome == Outcome::complete && exchange.response.status < 500 &&
          exchange.response.status != 429) {
        if (known == nullptr || shows(*known, exchange)) {
          if (wrong) report_early_answer(*known, *wrong);
          return std::nullopt;
        }
        if (!wrong) wrong = exchange;
        if (now - wrong->sent > longest_delusion) return std::nullopt;
      }
      if (now >= latest) {
        return not_ready(
            fmt::format("no answer within {} s",
                        std::chrono::round<std::chrono::seconds>(options_.ready_limit).count()));
      }
      client_->sleep(between_polls);
    }
    return std::nullopt;
  }

  std::string not_ready(const std::string& why) const {
    const auto lines = server_.last_lines();
    if (lines.empty()) return why + "; it printed nothing";
    return fmt::format("{}; its last output: {}", why, fmt::join(lines, " | "));
  }

  /// A stream whose content is certain, so that every answer of a starting server can be judged.
  [[nodiscard]] const StreamModel* known_stream() const {
    const auto found = std::find_if(streams_.begin(), streams_.end(), [](const auto& entry) {
      const auto& stream = entry.second;
      return stream.state == State::alive && !stream.tainted && !stream.is_uncertain() &&
             stream.lifetime == Lifetime::endless && !stream.units.empty();
    });
    return found == streams_.end() ? nullptr : &found->second;
  }

  static bool shows(const StreamModel& stream, const Exchange& exchange) {
    if (exchange.response.status != 200) return false;
    const auto units = units_of(exchange.response.body, stream.content);
    return units && !units->empty() && starts_with(stream.units, *units, stream.content);
  }

  void report_early_answer(const StreamModel& stream, const Exchange& wrong) {
    violated(Check::start_up, fmt::format("no connection, 503, or the content of {}", stream.name),
             answer_words(wrong), stream, wrong);
  }

  void violated(Check check, std::string expected, std::string got, const StreamModel& stream,
                const Exchange& exchange) {
    std::vector<Exchange> exchanges;
    if (stream.acknowledged) exchanges.push_back(*stream.acknowledged);
    exchanges.push_back(exchange);
    note({LineKind::request, exchange});
    violated(check, level_of(check, ended_by_), std::move(expected), std::move(got),
             std::move(exchanges));
  }

  /// Once the campaign has to stop, requests and waits are cut short, and show nothing.
  void violated(Check check, Level level, std::string expected, std::string got,
                std::vector<Exchange> exchanges) {
    if (is_interrupted()) return;
    execution_.violations.push_back({check, level, ended_by_, std::move(expected), std::move(got),
                                     std::move(exchanges), place_, execution_.transcript.size()});
  }

  /// A script needs the whole requests.
  void note(TranscriptLine line) {
    if (line.exchange) line.exchange = with_shortened_response(*line.exchange);
    execution_.transcript.push_back(std::move(line));
  }

  /// The server ended by itself, or does not start again.
  void gone(std::string got) {
    has_ended_ = true;
    violated(Check::ready, Level::must, "a server that serves its streams again", std::move(got),
             {});
  }

  void end_by(const Operation& operation) {
    const auto signal = operation.signal;
    ended_by_ = signal;
    note({.kind = LineKind::signal, .signal = signal, .torn_by = operation.torn_by});
    ++(signal == Signal::term   ? execution_.terms
       : signal == Signal::kill ? execution_.kills
                                : execution_.power_losses);
    server_.signal(signal);
  }

  void await_end(const Operation& operation) {
    server_.await_end();
    if (operation.signal == Signal::power) server_.lose_writes(operation.torn_by);
  }

  void stop(const Operation& operation) {
    see_before_stop();
    if (has_ended_) return;
    if (operation.load.empty()) {
      end_by(operation);
    } else {
      end_under_load(operation);
    }
    await_end(operation);
    for (unsigned i = 0; i < operation.kills_at_start; ++i) {
      note({LineKind::start});
      if (!server_.start()) return;
      const auto pause = pause_of_start(operation);
      std::this_thread::sleep_for(pause);
      note({.kind = LineKind::pause, .pause = pause});
      end_by(operation);
      await_end(operation);
    }
    start_again();
  }

  [[nodiscard]] std::chrono::milliseconds pause_of_start(const Operation& operation) const {
    const std::chrono::milliseconds pause(operation.start_delay_ms);
    return std::max(pause, pause * execution_.longest_start.count() / longest_start_delay.count());
  }

  void start_again() {
    execution_.checked.insert(Check::ready);
    if (const auto started = start(); !started) return gone(started.error());
    if (is_over()) return;
    RestartChecks checks(*client_, streams_, ended_by_, soft_deletes_, serial_);
    checks.on_exchange = [this](const Exchange& exchange) {
      ++execution_.requests;
      note({LineKind::request, exchange});
    };
    checks.on_violation = [this](Check check, Level level, std::string expected, std::string got,
                                 std::vector<Exchange> exchanges) {
      violated(check, level, std::move(expected), std::move(got), std::move(exchanges));
    };
    checks.should_stop = [this] { return is_over() || server_.ended().has_value(); };
    checks.run();
    execution_.checked.insert(checks.checked().begin(), checks.checked().end());
    if (execution_.terms + execution_.kills + execution_.power_losses == 1 &&
        checks.found_nothing())
      execution_.kept_nothing = true;
    restarted_ = true;
    if (const auto ending = server_.ended()) gone(not_ready(fmt::format("it ended ({})", *ending)));
  }

  void end_under_load(const Operation& operation) {
    std::vector<Prepared> load;
    std::vector<Call> calls;
    for (const auto& each : operation.load) {
      auto prepared = prepare(each, streams_, serial_, server_.target(), client_->time_of_day());
      if (!prepared) continue;
      calls.push_back(prepared->call);
      load.push_back(*std::move(prepared));
    }
    const auto first_line = execution_.transcript.size();
    const auto exchanges = client_->ask_all(calls, std::chrono::milliseconds(operation.delay_ms),
                                            [&] { end_by(operation); });
    std::vector<TranscriptLine> under_way;
    for (std::size_t i = 0; i < load.size(); ++i) {
      ++execution_.requests;
      under_way.push_back({LineKind::request_under_way, with_shortened_response(exchanges[i])});
      if (load[i].operation.kind == Kind::read) {
        learn_reading(load[i].operation.stream, exchanges[i]);
      } else {
        learn_under_load(load[i], exchanges[i], streams_);
      }
    }
    under_way.push_back(
        {.kind = LineKind::pause, .pause = std::chrono::milliseconds(operation.delay_ms)});
    execution_.transcript.insert(
        execution_.transcript.begin() + static_cast<std::ptrdiff_t>(first_line), under_way.begin(),
        under_way.end());
  }

  /// Only what was right before a restart can be blamed on it.
  void see_before_stop() {
    for (auto& [number, stream] : streams_) {
      if (is_over()) return;
      const bool lasts =
          stream.lifetime == Lifetime::endless || stream.lifetime == Lifetime::long_ttl;
      const bool is_certain = !stream.tainted && !stream.is_uncertain();
      if (stream.state != State::alive || !is_certain || !lasts) continue;
      const auto reading = read_all(*client_, stream.name, stream.content);
      ++execution_.requests;
      const bool is_right = reading.status == 200 && reading.units &&
                            equal(*reading.units, stream.units, stream.content) &&
                            reading.closed == stream.closed;
      if (!is_right) stream.tainted = true;
      if (is_right && !reading.etag.empty()) {
        stream.etags.insert_or_assign(reading.etag, stream.units);
        if (reading.closed) stream.etags.erase(reading.etag);
      }
      if (stream.cursors) stream.cursors = acked_offsets(*client_, stream.name);
    }
    const auto ending = server_.ended();
    if (!ending) return;
    if (!had_disk_fault_) return gone(not_ready(fmt::format("it ended by itself ({})", *ending)));
    server_.await_end();
    start_again();
  }

  // ---- Requests ---------------------------------------------------------------------------------

  void perform(const Operation& operation) {
    switch (operation.kind) {
      case Kind::stop:
        return stop(operation);
      case Kind::pause:
        return pause(operation.stream);
      case Kind::fill_disk:
        if (!server_.fill_disk(true)) return;
        disk_fault_ = Check::full_disk;
        return note({LineKind::disk_full});
      case Kind::protect_disk:
        if (!server_.protect_disk(true)) return;
        disk_fault_ = Check::read_only_disk;
        return note({LineKind::disk_read_only});
      case Kind::free_disk:
      case Kind::unprotect_disk:
        return free_disk();
      case Kind::subscribe:
        return subscribe_to(operation.stream);
      case Kind::acknowledge:
        return acknowledge(operation.stream);
      default:
        return request(operation);
    }
  }

  void free_disk() {
    const auto fault = std::exchange(disk_fault_, std::nullopt);
    if (!fault) return;
    const bool is_full = fault == Check::full_disk;
    note({is_full ? LineKind::disk_free : LineKind::disk_writable});
    static_cast<void>(is_full ? server_.fill_disk(false) : server_.protect_disk(false));
    await_end_of_faulty();
    if (!server_.ended()) return;
    // A server may end when it cannot write; it must keep what it acknowledged before.
    server_.await_end();
    start_again();
  }

  /// A server that ends because it cannot write may take a moment for it.
  void await_end_of_faulty() {
    const auto seen = client_->ask({"HEAD", "conform-ready"}, 2s);
    const auto latest = client_->now() + 2s;
    while (seen.outcome != Outcome::complete && !server_.ended() && client_->now() < latest) {
      client_->sleep(between_polls);
    }
  }

  void request(const Operation& operation) {
    const auto prepared =
        prepare(operation, streams_, serial_, server_.target(), client_->time_of_day());
    if (!prepared) return;
    const auto& call = prepared->call;
    const bool deletes_source =
        operation.kind == Kind::remove && has_certain_fork(streams_, operation.stream);
    auto exchange = client_->ask(call);
    ++execution_.requests;
    note({LineKind::request, exchange});
    if (operation.kind == Kind::read) return check_etags(operation.stream, exchange);
    if (disk_fault_) {
      had_disk_fault_ = true;
      streams_[operation.stream].disk_fault = disk_fault_;
      return learn_under_load(*prepared, exchange, streams_);
    }
    learn(*prepared, exchange, streams_);
    if (deletes_source && answer_of(exchange) == Answer::acknowledged) {
      see_soft_deletion(streams_[operation.stream]);
    }
  }

  /// Whether the server keeps deleted sources as 4.2 says: a restart must not change that.
  void see_soft_deletion(StreamModel& stream) {
    const auto seen = client_->ask({"HEAD", stream.name});
    note({LineKind::request, seen});
    if (seen.response.status == 410) {
      if (!restarted_) soft_deletes_ = true;
      if (restarted_ && soft_deletes_) execution_.checked.insert(Check::fork_count);
      return;
    }
    if (restarted_ && soft_deletes_ && seen.response.status == 404) {
      execution_.checked.insert(Check::fork_count);
      violated(Check::fork_count, "410 from a deleted stream that has forks", answer_words(seen),
               stream, seen);
    }
    stream.tainted = true;
  }

  void learn_reading(unsigned number, const Exchange& exchange) {
    auto& stream = streams_[number];
    const auto& headers = exchange.response.headers;
    const auto etag = headers.find("ETag");
    const auto units = units_of(exchange.response.body, stream.content);
    if (exchange.response.status != 200 || exchange.outcome != Outcome::complete || !units) return;
    if (etag && !headers.contains("Stream-Closed")) {
      stream.etags.emplace(std::string(*etag), *units);
    }
  }

  /// An ETag of other content must not yield 304 (10.1, R4).
  void check_etags(unsigned number, const Exchange& exchange) {
    auto& stream = streams_[number];
    learn_reading(number, exchange);
    if (exchange.response.status != 200) return;
    for (const auto& [etag, units] : stream.etags) {
      if (equal(units, stream.units, stream.content)) continue;
      Call call{"GET", stream.name, "offset=-1", {{"If-None-Match", etag}}};
      const auto conditional = client_->ask(call);
      ++execution_.requests;
      const bool is_wrong = conditional.response.status == 304;
      // What a server does without a restart as well, `conform run` finds.
      if (!restarted_) reuses_etags_ = reuses_etags_ || is_wrong;
      if (!restarted_ || reuses_etags_) continue;
      execution_.checked.insert(Check::etag);
      if (!is_wrong) continue;
      violated(Check::etag, "200 with the present content", answer_words(conditional), stream,
               conditional);
      stream.tainted = true;
      return;
    }
  }

  void pause(unsigned number) {
    auto& stream = streams_[number];
    if (stream.state != State::alive || stream.lifetime != Lifetime::short_ttl) return;
    client_->sleep(longest_short_life);
    note({.kind = LineKind::pause, .pause = longest_short_life});
    const auto seen = client_->ask({"HEAD", stream.name});
    note({LineKind::request, seen});
    const bool is_gone = seen.response.status == 404 || seen.response.status == 410;
    if (is_gone) {
      if (restarted_) execution_.checked.insert(Check::lifetime);
      stream.state = State::expired;
      return;
    }
    if (restarted_ && is_pausing_after_restart(stream) && seen.response.status == 200) {
      execution_.checked.insert(Check::lifetime);
      violated(Check::lifetime, "404 from a stream with Stream-TTL: 1 that nobody has used since",
               answer_words(seen), stream, seen);
    }
    stream.tainted = true;
  }

  /// Its TTL of a second ran out long ago, even if the restart started it again.
  [[nodiscard]] bool is_pausing_after_restart(const StreamModel& stream) const {
    return client_->now() - stream.used > longest_short_life && seen_expiry();
  }

  [[nodiscard]] bool seen_expiry() const {
    return std::any_of(streams_.begin(), streams_.end(),
                       [](const auto& entry) { return entry.second.state == State::expired; });
  }

  void subscribe_to(unsigned number) {
    auto& stream = streams_[number];
    if (stream.state != State::alive) return;
    const auto exchanges = subscribe(*client_, server_.target(), stream.name);
    for (const auto& exchange : exchanges) note({LineKind::request, exchange});
    if (exchanges.back().response.status == 201) stream.cursors.emplace();
  }

  void acknowledge(unsigned number) {
    const auto& stream = streams_[number];
    if (stream.state != State::alive || !stream.cursors) return;
    for (const auto& exchange : ack_everything(*client_, stream.name)) {
      note({LineKind::request, exchange});
    }
  }

  const History& history_;
  const ServerOptions& options_;
  Server server_;
  std::optional<Client> client_;
  Streams streams_;
  Execution execution_;
  std::size_t place_ = 0;
  unsigned serial_ = 0;
  Signal ended_by_ = Signal::term;
  bool has_ended_ = false;
  std::optional<Check> disk_fault_;
  bool had_disk_fault_ = false;  ///< since the last start
  bool restarted_ = false;
  bool soft_deletes_ = false;
  bool reuses_etags_ = false;  ///< seen before any restart
};

}  // namespace

const Violation* Execution::violation_of(Check check) const {
  const auto found = std::find_if(violations.begin(), violations.end(),
                                  [&](const Violation& one) { return one.check == check; });
  return found == violations.end() ? nullptr : &*found;
}

Execution execute(const History& history, const ServerOptions& options) {
  return Executor(history, options).execute();
}

}  // namespace conform::durability
