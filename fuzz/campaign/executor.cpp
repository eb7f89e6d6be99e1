#include "fuzz/campaign/executor.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "fuzz/campaign/request_builder.hpp"
#include "fuzz/campaign/waiting_time.hpp"
#include "harness/run/kept_exchange.hpp"
#include "harness/run/lost_connections.hpp"
#include "harness/run/memory_budget.hpp"
#include "harness/run/recording.hpp"
#include "harness/run/refusal.hpp"
#include "harness/run/removals.hpp"
#include "harness/run/request_builder.hpp"
#include "harness/run/variables.hpp"
#include "harness/scenario/capability.hpp"

namespace conform::fuzz {
namespace {

bool is_live(Act act) {
  return act == Act::long_poll || act == Act::sse;
}

/// A live read may last until the end of the sequence, which ends it.
constexpr Duration live_limit = std::chrono::hours(48);

constexpr Duration longest_linger = std::chrono::seconds(1);

constexpr std::uint64_t max_events = 200'000;

/// How often an execution checks whether it should stop.
constexpr Duration stop_interval = std::chrono::milliseconds(200);
/// A request that loses its connection later than this had been waiting for another one.
constexpr Duration longest_plain_wait = std::chrono::seconds(1);
/// A larger body may be refused by closing the connection (R20).
constexpr std::size_t largest_usual_body = std::size_t{16} << 10;

bool has_lost_connection(const Exchange& exchange) {
  return is_lost(exchange) || (exchange.outcome == Outcome::cut_short && !exchange.answered());
}

/// No byte was received in time.
bool is_silent(const Exchange& exchange) {
  return exchange.outcome == Outcome::timed_out && !exchange.answered();
}

void leave_out(RequestSpec& request, const std::set<std::string>& lacks) {
  for (const auto& capability : lacks) {
    const auto unwanted = headers_of(capability);
    std::erase_if(request.headers, [&](const auto& header) {
      return std::any_of(unwanted.begin(), unwanted.end(), [&](std::string_view name) {
        return http::equals_ignoring_case(name, header.first);
      });
    });
  }
}

/// The request was not sent, because there was no connection.
bool could_not_connect(const Exchange& exchange) {
  return exchange.problem.find("onnect to") != std::string::npos ||
         exchange.problem.find("refused") != std::string::npos;
}

RuleRecord connection_rule(const char* id, const char* title) {
  return {{id, "H/refuses-cleanly", title, Level::must, "R38"}, 0, 0, {}};
}

}  // namespace

std::vector<RuleRecord> connection_rules() {
  return {connection_rule(answers_rule, "A well-formed request is answered"),
          connection_rule(survives_rule, "No request ends the server")};
}

std::vector<std::string> Execution::broken() const {
  std::vector<std::string> rules;
  for (const auto& turn : turns) {
    for (const auto& violation : turn.violations) {
      if (std::find(rules.begin(), rules.end(), violation.rule) == rules.end()) {
        rules.push_back(violation.rule);
      }
    }
  }
  return rules;
}

std::size_t Execution::breaks(std::string_view rule) const {
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const auto& violations = turns[i].violations;
    if (std::any_of(violations.begin(), violations.end(),
                    [&](const Violation& one) { return one.rule == rule; })) {
      return i + 1;
    }
  }
  return 0;
}

class Executor::Session {
 public:
  Session(Transport& transport, const Target& target, const ExecutorOptions& options, Judge& judge,
          std::string word)
      : transport_(transport),
        target_(target),
        options_(options),
        judge_(judge),
        variables_(target, no_scenario_, word) {
    execution_.word = std::move(word);
  }
  ~Session() {
    if (watch_) transport_.cancel_timer(*watch_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Execution execute(const Sequence& sequence) {
    judge_.forget();
    execution_.turns.reserve(sequence.size());
    watch_for_stop();
    for (const auto& operation : sequence) {
      await_client(operation[Field::client]);
      if (lost_ || silent_ || execution_.cut_short) break;
      act(operation);
    }
    await([this] { return std::none_of(busy_.begin(), busy_.end(), is_set); });
    if (!execution_.cut_short) linger();
    hang_up_all();
    if (options_.clean_up) remove_streams();
    if (lost_ && !execution_.cut_short) report_lost_connection();
    if (silent_ && !lost_ && !execution_.cut_short) report_silence();
    return std::move(execution_);
  }

 private:
  struct InFlight {
    std::size_t turn = 0;
    bool live = false;
    bool held = false;     ///< a part of the request is held back, so it is not a request yet
    bool stopped = false;  ///< the client does not read it
    std::unique_ptr<Recording> recording;
  };

  /// A timer of its own, because a silent server causes no events.
  void watch_for_stop() {
    if (!options_.should_stop) return;
    if (options_.should_stop()) execution_.cut_short = true;
    watch_ = transport_.at(transport_.now() + stop_interval, [this] { watch_for_stop(); });
  }

  static bool is_set(const std::optional<std::size_t>& turn) { return turn.has_value(); }

  void act(const Operation& operation) {
    Turn turn;
    turn.operation = operation;
    execution_.turns.push_back(std::move(turn));
    if (operation.act() == Act::pass_time) {
      pass(execution_.turns.back().waited =
               options_.virtual_time ? time_of(operation) : gap_of(operation));
    } else if (operation.act() == Act::hang_up) {
      hang_up(operation[Field::stream]);
    } else if (operation.act() == Act::stop_reading) {
      stop_reading(operation[Field::stream]);
    } else if (operation.act() == Act::go_on) {
      go_on(operation[Field::stream]);
    } else {
      send(operation);
    }
  }

  void send(const Operation& operation) {
    if (options_.pace) options_.pace();
    const auto number = execution_.turns.size() - 1;
    Turn& turn = execution_.turns.back();
    turn.request = fuzz::request_of(operation, number + 1, knowledge_, options_.max_body_bytes);
    leave_out(turn.request, options_.lacks);
    const bool live = is_live(operation.act());
    const bool held = turn.request.held_bytes > 0;
    auto transmission = build(turn.request, variables_, transport_.now(),
                              live || held ? live_limit : options_.answer_limit);
    Exchange exchange;
    exchange.scenario = "fuzz";
    exchange.request = transmission.request;
    exchange.stream = variables_.stream_of(exchange.request.target);
    exchange.sent = exchange.first_byte = exchange.done = transport_.now();
    if (!held) announce(exchange);
    if (exchange.request.method == "PUT") {
      note_created(exchange.request.target, operation[Field::stream]);
    }
    InFlight started{number, live, held, false,
                     std::make_unique<Recording>(transport_, std::move(exchange), &memory_)};
    started.recording->start(with_credentials(std::move(transmission), target_), {});
    if (!live && !held) busy_[operation[Field::client]] = number;
    in_flight_.push_back(std::move(started));
  }

  void announce(Exchange& exchange) {
    exchange.sent_order = ++order_;
    judge_.sent(exchange);
  }

  void note_created(const std::string& url, std::size_t stream) {
    const std::pair made(url, stream);
    if (std::find(created_.begin(), created_.end(), made) == created_.end()) {
      created_.push_back(made);
    }
  }

  void await_client(std::size_t client) {
    await([&] { return !busy_[client].has_value(); });
  }

  void await(const std::function<bool()>& done) {
    sweep();
    while (!done() && !execution_.cut_short && transport_.run_once()) {
      // A server may send events for ever, and on a virtual clock that takes no time.
      if (++events_ == max_events) hang_up_all();
      if (events_ > 2 * max_events) throw std::runtime_error("the sequence does not end");
      sweep();
    }
  }

  /// Handles the requests that have ended, in the order in which they were sent.
  void sweep() {
    for (auto& one : in_flight_) {
      if (one.recording->ended()) finish(one);
    }
    std::erase_if(in_flight_, [](const InFlight& one) { return one.recording == nullptr; });
  }

  void finish(InFlight& one) {
    Turn& turn = execution_.turns[one.turn];
    turn.exchange = one.recording->release();
    one.recording.reset();
    turn.exchange.number = one.turn + 1;
    turn.exchange.done_order = ++order_;
    // A request that was never complete is not judged, whatever the server answered.
    if (one.held) return keep_shortened(turn.exchange);
    if (!one.live) slowest_answer_ = std::max(slowest_answer_, turn.exchange.elapsed());
    // A refusal because of load may come from a proxy and says nothing about the server.
    if (!is_refusal(turn.exchange)) turn.violations = judge_.observe(turn.exchange);
    turn.saved_values =
        knowledge_.learn(one.turn + 1, turn.operation[Field::stream], turn.exchange);
    for (const auto& saved : turn.saved_values) variables_.set(saved.variable, saved.text);
    if (has_lost_connection(turn.exchange) && !lost_) lost_ = one.turn;
    if (is_silent(turn.exchange) && !one.live && !silent_) silent_ = one.turn;
    if (options_.on_answer && turn.exchange.answered()) options_.on_answer(turn.exchange.response);
    keep_shortened(turn.exchange);
    auto& client = busy_[turn.operation[Field::client]];
    if (client == one.turn) client.reset();
  }

  /// A sequence that is kept is kept with its exchanges.
  static void keep_shortened(Exchange& exchange) {
    if (weight_of(exchange) > limits::kept_exchange_bytes) {
      exchange = with_shortened_response(exchange);
    }
  }

  void pass(Duration time) {
    bool over = false;
    transport_.at(transport_.now() + time, [&over] { over = true; });
    await([&over] { return over; });
  }

  /// The oldest fitting request in flight on that stream; recorded as the one that the last turn is
  /// about.
  template <class Fits>
  InFlight* oldest(std::size_t stream, Fits fits) {
    sweep();
    const auto found = std::find_if(in_flight_.begin(), in_flight_.end(), [&](const InFlight& one) {
      return fits(one) && execution_.turns[one.turn].operation[Field::stream] == stream;
    });
    if (found == in_flight_.end()) return nullptr;
    execution_.turns.back().hung_up = found->turn + 1;
    return &*found;
  }

  void hang_up(std::size_t stream) {
    auto* one = oldest(stream, [](const InFlight& each) { return each.live || each.held; });
    if (one == nullptr) return;
    one->recording->hang_up();
    sweep();
  }

  void stop_reading(std::size_t stream) {
    auto* one = oldest(stream, [this](const InFlight& each) {
      return execution_.turns[each.turn].operation.act() == Act::sse && !each.stopped;
    });
    if (one == nullptr) return;
    one->stopped = true;
    one->recording->pause();
  }

  /// A held-back request counts as sent when it is complete.
  void go_on(std::size_t stream) {
    auto* one = oldest(stream, [](const InFlight& each) { return each.stopped || each.held; });
    if (one == nullptr) return;
    if (std::exchange(one->held, false)) {
      auto& exchange = one->recording->exchange_by_now();
      exchange.sent = exchange.first_byte = exchange.done;
      announce(exchange);
      finished_late_.insert(one->turn);
      auto& client = busy_[execution_.turns[one->turn].operation[Field::client]];
      if (!client) client = one->turn;
    }
    one->stopped = false;
    one->recording->resume();
  }

  /// Gives live reads the time of an answer to receive what they still miss.
  void linger() {
    if (in_flight_.empty() || options_.linger == Duration::zero()) return;
    pass(std::min(std::max(options_.linger, 2 * slowest_answer_), longest_linger));
  }

  void hang_up_all() {
    for (auto& one : in_flight_) one.recording->hang_up();
    sweep();
  }

  void remove_streams() {
    for (const auto& [url, stream] : created_) removals_.send(removal(url), &memory_);
    removals_.wait(execution_.cut_short);
    if (!lost_ && !silent_) take_failed_removal();
  }

  Exchange removal(const std::string& url) {
    Exchange exchange;
    exchange.scenario = "fuzz";
    exchange.request.method = "DELETE";
    exchange.request.target = url;
    exchange.stream = variables_.stream_of(url);
    exchange.sent = exchange.first_byte = exchange.done = transport_.now();
    exchange.sent_order = ++order_;
    return exchange;
  }

  /// An unanswered deletion is a failure like any other, and becomes a turn.
  void take_failed_removal() {
    for (std::size_t i = 0; i < removals_.size(); ++i) {
      if (!removals_[i].ended()) continue;
      const bool lost = has_lost_connection(removals_[i].exchange());
      if (!lost && !is_silent(removals_[i].exchange())) continue;
      Turn turn;
      turn.operation.set(Field::act, static_cast<std::size_t>(Act::remove));
      turn.operation.set(Field::stream, created_[i].second);
      turn.request = fuzz::request_of(turn.operation, 0, knowledge_, options_.max_body_bytes);
      turn.exchange = removals_[i].release();
      turn.exchange.number = execution_.turns.size() + 1;
      turn.exchange.done_order = ++order_;
      execution_.turns.push_back(std::move(turn));
      (lost ? lost_ : silent_) = execution_.turns.size() - 1;
      return;
    }
  }

  /// Sends a simple read on a new connection.
  Exchange probe_server() {
    Exchange exchange;
    exchange.request.method = "GET";
    exchange.request.target = target_.stream_url(execution_.word + "-probe");
    Transmission transmission;
    transmission.request = exchange.request;
    transmission.time_limit = options_.answer_limit;
    transmission.new_connection = true;
    Recording recording(transport_, std::move(exchange));
    recording.start(with_credentials(std::move(transmission), target_), {});
    while (!recording.ended() && !(options_.should_stop && options_.should_stop()) &&
           transport_.run_once()) {
    }
    if (!recording.ended()) recording.hang_up();
    return recording.release();
  }

  /// The turn that may have ended the server: if the failed request could not connect, the one
  /// before.
  [[nodiscard]] std::optional<std::size_t> suspect() const {
    const auto lost = *lost_;
    if (!could_not_connect(execution_.turns[lost].exchange)) return lost;
    for (auto at = lost; at > 0; --at) {
      if (!execution_.turns[at - 1].request.method.empty()) return at - 1;
    }
    return std::nullopt;
  }

  /// Whether the request may have queued behind our live reads, or behind a request whose body we
  /// hold back, as on a server that serves a limited number of requests at a time.
  [[nodiscard]] bool waited_beside_open_requests(const Exchange& lost) const {
    if (lost.elapsed() < longest_plain_wait) return false;
    return std::any_of(execution_.turns.begin(), execution_.turns.end(), [&](const Turn& turn) {
      const auto& other = turn.exchange;
      const bool stays_open = is_live(turn.operation.act()) || turn.request.held_bytes > 0;
      return stays_open && other.number != lost.number && other.sent < lost.done &&
             other.done > lost.sent;
    });
  }

  void report_lost_connection() {
    execution_.server_down = probe_server().outcome == Outcome::no_connection;
    const auto suspected = suspect();
    if (!suspected) return;
    auto& turn = execution_.turns[*suspected];
    const auto& exchange = turn.exchange;
    if (!execution_.server_down && exchange.request.body.size() > largest_usual_body) return;
    if (!execution_.server_down && could_not_connect(execution_.turns[*lost_].exchange)) return;
    if (!execution_.server_down && waited_beside_open_requests(execution_.turns[*lost_].exchange))
      return;
    // A server may have refused it after its head and closed the connection (RFC 9110 9.3).
    if (!execution_.server_down && finished_late_.contains(*lost_)) return;
    if (execution_.server_down) {
      add_violation(turn, survives_rule, "an answer, and a server that keeps running",
                    "a closed connection, and no new one could be opened");
    } else {
      add_violation(turn, answers_rule, "an answer", "a closed connection without an answer");
    }
  }

  /// Excludes large bodies and requests that were held back: a server may wait for those.
  void report_silence() {
    const auto answer = probe_server();
    if (options_.should_stop && options_.should_stop()) return;
    execution_.server_down = execution_.silent = !answer.answered();
    auto& turn = execution_.turns[*silent_];
    if (turn.exchange.request.body.size() > largest_usual_body) return;
    if (finished_late_.contains(*silent_)) return;
    if (!execution_.silent && waited_beside_open_requests(turn.exchange)) return;
    add_violation(turn, answers_rule, "an answer",
                  execution_.silent
                      ? "no answer within the time limit, like all other requests"
                      : "no answer within the time limit, while another request was answered");
  }

  static void add_violation(Turn& turn, const char* rule, const char* expected, const char* got) {
    Violation violation;
    violation.rule = rule;
    violation.requirement = "H/refuses-cleanly";
    violation.exchange = turn.exchange.number;
    violation.mismatch.expected = expected;
    violation.mismatch.got = got;
    turn.violations.push_back(std::move(violation));
  }

  Transport& transport_;
  const Target& target_;
  const ExecutorOptions& options_;
  Judge& judge_;
  Scenario no_scenario_;
  Variables variables_;
  Knowledge knowledge_;
  Execution execution_;
  MemoryShare memory_{std::make_shared<MemoryBudget>(options_.memory_bytes)};
  std::vector<InFlight> in_flight_;                       ///< in the order in which they began
  std::array<std::optional<std::size_t>, clients> busy_;  ///< the turn that each client waits for
  std::vector<std::pair<std::string, std::size_t>> created_;  ///< URL and number of the stream
  std::set<std::size_t> finished_late_;  ///< turns whose request was held back and then completed
  std::optional<std::size_t> lost_;      ///< the first turn whose connection was lost
  std::optional<std::size_t> silent_;    ///< the first turn without an answer in time
  std::optional<TimerId> watch_;
  Removals removals_{transport_, target_, options_.answer_limit};
  Duration slowest_answer_{};
  std::uint64_t order_ = 0;
  std::uint64_t events_ = 0;
};

Executor::Executor(Transport& transport, const Target& target, const ExecutorOptions& options,
                   Judge& judge, std::string word)
    : session_(std::make_unique<Session>(transport, target, options, judge, std::move(word))) {}

Executor::~Executor() = default;

Execution Executor::execute(const Sequence& sequence) {
  return session_->execute(sequence);
}

}  // namespace conform::fuzz
