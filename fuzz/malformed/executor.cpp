#include "fuzz/malformed/executor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "fuzz/malformed/stimulus.hpp"
#include "harness/run/recording.hpp"
#include "harness/run/removals.hpp"
#include "harness/run/request_builder.hpp"
#include "harness/run/variables.hpp"

namespace conform::malformed {
namespace {

/// More than a piece takes on its way, the pause before it included.
constexpr Duration piece_time = std::chrono::milliseconds(3);

/// How often an execution checks whether it should stop.
constexpr Duration stop_interval = std::chrono::milliseconds(200);
/// More than the answers to any sequence need. All of them are parsed with each piece that arrives.
constexpr std::size_t max_answer_bytes = std::size_t{256} << 10;
/// A server may send a byte now and then: it is listened to this many times as long as a silent
/// one.
constexpr int longest_listening = 3;

/// Collects the bytes that arrive on a raw connection.
class Listener {
 public:
  Listener(Transport& transport, bool bodiless) : transport_(transport), bodiless_(bodiless) {}
  ~Listener() {
    if (timer_) transport_.cancel_timer(*timer_);
    if (!ended_) transport_.cancel(id_);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void start(RawTransmission raw) {
    TransmissionHandler handler;
    handler.on_bytes = [this](std::string_view bytes) {
      bytes_ += bytes;
      if (bytes_.size() > max_answer_bytes)
        return give_up("conform stopped reading endless answers");
      answers_ = answers_in(bytes_, bodiless_, false);
      has_news_ = true;
    };
    handler.on_done = [this](Outcome outcome, const std::string& problem, const std::string&) {
      ended_ = true;
      outcome_ = outcome;
      problem_ = problem;
      if (outcome == Outcome::complete) answers_ = answers_in(bytes_, bodiless_, true);
    };
    id_ = transport_.send_raw(std::move(raw), std::move(handler));
  }

  /// Until the connection ends, or nothing has arrived for the time that `idle_limit` gives for the
  /// answers so far.
  void listen(const std::function<Duration(const Answers&)>& idle_limit, const bool& cut_short) {
    bool over = false;
    has_news_ = true;
    const Instant latest = transport_.now() + longest_listening * idle_limit(answers_);
    while (!ended_ && !over && !cut_short) {
      if (std::exchange(has_news_, false)) {
        if (timer_) transport_.cancel_timer(*timer_);
        timer_ = transport_.at(std::min(transport_.now() + idle_limit(answers_), latest), [&] {
          timer_.reset();
          over = true;
        });
      }
      if (!transport_.run_once()) break;
    }
    if (over && transport_.now() >= latest) give_up("the server did not stop sending");
  }

  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] Outcome outcome() const { return outcome_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] const Answers& answers() const { return answers_; }

 private:
  /// What the server would still have sent is not known.
  void give_up(std::string problem) {
    transport_.cancel(id_);
    ended_ = true;
    outcome_ = Outcome::too_large;
    problem_ = std::move(problem);
  }

  Transport& transport_;
  bool bodiless_;
  TransmissionId id_ = 0;
  std::optional<TimerId> timer_;
  std::string bytes_;
  Answers answers_;
  bool has_news_ = false;
  bool ended_ = false;
  Outcome outcome_ = Outcome::pending;
  std::string problem_;
};

/// How many answers must arrive: a server may leave bytes that are not a request unanswered.
std::size_t answers_due(const ParsedBytes& parsed) {
  return parsed.valid.size() + (parsed.remainder_can_be_answered ? 1 : 0);
}

bool is_success(const Exchange& exchange) {
  return exchange.response.status / 100 == 2;
}

}  // namespace

Execution::Shown Execution::violation_of(std::string_view rule) const {
  for (const auto& act_result : act_results) {
    for (const auto& violation : act_result.violations) {
      if (violation.rule == rule) return {&act_result, &violation};
    }
  }
  return {};
}

/// The execution of one sequence: its streams and its ordinary client.
class Executor::Session {
 public:
  Session(Executor& executor, std::string word)
      : executor_(executor),
        variables_(executor.target_, no_scenario_, word),
        removals_(executor.transport_, executor.target_, executor.options_.answer_limit) {
    execution_.word = std::move(word);
  }
  ~Session() {
    if (watch_) executor_.transport_.cancel_timer(*watch_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Execution execute(const Sequence& sequence) {
    watch_for_stop();
    prepare();
    for (const auto& act : sequence) {
      if (execution_.unready || execution_.server_down || execution_.cut_short) break;
      execute_act(act);
    }
    remove_streams();
    return std::move(execution_);
  }

 private:
  /// A timer of its own, because a silent server causes no events.
  void watch_for_stop() {
    if (!executor_.options_.should_stop) return;
    if (executor_.options_.should_stop()) execution_.cut_short = true;
    watch_ = executor_.transport_.at(executor_.transport_.now() + stop_interval,
                                     [this] { watch_for_stop(); });
  }

  void prepare() {
    front_content_ = "before " + execution_.word;
    behind_content_ = "behind " + execution_.word;
    create(front_stream, front_content_);
    create(behind_stream, behind_content_);
    create(witness_stream, "");
    append_to_witness();
    const auto read = read_of(witness_stream);
    if (read.response.body != witness_content_) execution_.unready = true;
    execution_.preparation.push_back(read);
  }

  void create(const std::string& stream, const std::string& content) {
    auto created = ask("PUT", stream, content, "");
    if (!is_success(created)) execution_.unready = true;
    created_.push_back(created.request.target);
    execution_.preparation.push_back(std::move(created));
  }

  /// A request of the ordinary client; returns when it is answered.
  Exchange ask(const char* method, const std::string& stream, const std::string& body,
               const std::string& query) {
    if (executor_.options_.pace) executor_.options_.pace();
    Transmission transmission;
    auto& request = transmission.request;
    request.method = method;
    request.target = with_query(variables_.stream_url(stream), query);
    request.body = body;
    const std::string_view kind = method;
    if (kind == "PUT" || kind == "POST") request.headers.add("Content-Type", "text/plain");
    transmission.time_limit = executor_.options_.answer_limit;
    Exchange exchange;
    exchange.scenario = "fuzz";
    exchange.number = ++number_;
    exchange.stream = stream;
    exchange.request = request;
    exchange.sent = executor_.transport_.now();
    Recording recording(executor_.transport_, std::move(exchange));
    recording.start(with_credentials(std::move(transmission), executor_.target_), {});
    while (!recording.ended() && !execution_.cut_short && executor_.transport_.run_once()) {
    }
    recording.hang_up();
    auto done = recording.release();
    if (done.outcome == Outcome::no_connection) execution_.server_down = true;
    return done;
  }

  /// With a unique query, so that no cache answers.
  Exchange read_of(const std::string& stream) {
    return ask("GET", stream, "", fmt::format("offset=-1&fresh={}", number_ + 1));
  }

  Exchange append_to_witness() {
    const auto text = fmt::format("{};", ++appended_);
    auto append = ask("POST", witness_stream, text, "");
    if (is_success(append)) witness_content_ += text;
    return append;
  }

  void execute_act(const Act& act) {
    const auto number = execution_.act_results.size() + 1;
    create(own_stream(number), own_content);
    create(canary_stream(number), canary_content);
    if (execution_.unready || execution_.server_down) return;
    ActResult seen;
    seen.act = act;
    seen.number = number;
    send(seen);
    seen.append = append_to_witness();
    seen.witness = read_of(witness_stream);
    seen.witness_content = witness_content_;
    seen.canary = read_of(canary_stream(number));
    seen.own = read_of(own_stream(number));
    if (execution_.cut_short) return;
    executor_.judge(seen);
    execution_.act_results.push_back(std::move(seen));
  }

  void send(ActResult& seen) {
    if (executor_.options_.pace) executor_.options_.pace();
    auto& transport = executor_.transport_;
    seen.step = stimulus_of(seen.act, seen.number);
    auto raw = build(seen.step, variables_, transport.now(), Duration::zero());
    raw.unparsed = true;
    describe(seen, raw);
    const Instant sent = transport.now();
    Listener listener(transport, raw.bytes.starts_with("HEAD "));
    const auto due = answers_due(seen.parsed);
    const auto sending = sending_time(raw);
    listener.start(std::move(raw));
    listener.listen(
        [&](const Answers& answers) {
          if (answers.whole.size() < due) return sending + executor_.options_.answer_limit;
          const bool more =
              seen.parsed.remainder != Remainder::nothing && answers.whole.size() == due;
          return more ? sending + executor_.options_.optional_answer_limit
                      : executor_.options_.last_wait;
        },
        execution_.cut_short);
    seen.took = transport.now() - sent;
    conclude(seen, listener, due);
    seen.raw.sent = sent;
    seen.raw.first_byte = seen.raw.done = transport.now();
  }

  static Duration sending_time(const RawTransmission& raw) {
    if (raw.piece_bytes == 0) return {};
    return piece_time * static_cast<int>(raw.bytes.size() / raw.piece_bytes);
  }

  void describe(ActResult& seen, const RawTransmission& raw) {
    const auto fill = [&](const Template& text) { return variables_.fill(text, {}); };
    seen.bytes = raw.bytes;
    if (seen.step.body) seen.held_body = fill("{body}");
    seen.own_path = executor_.target_.stream_path(stream_name(own_stream(seen.number)));
    seen.canary_path = executor_.target_.stream_path(stream_name(canary_stream(seen.number)));
    seen.front_path = executor_.target_.stream_path(stream_name(front_stream));
    seen.behind_path = executor_.target_.stream_path(stream_name(behind_stream));
    seen.front_content = front_content_;
    seen.behind_content = behind_content_;
    seen.parsed = parse_strictly(seen.bytes, executor_.target_.authority());
    seen.listened = raw.afterwards == AfterSending::listen || raw.afterwards == AfterSending::end;
  }

  [[nodiscard]] std::string stream_name(const std::string& stream) const {
    return fmt::format("{}-{}", execution_.word, stream);
  }

  void conclude(ActResult& seen, const Listener& listener, std::size_t due) {
    seen.answers = listener.answers();
    seen.closed = listener.ended() && listener.outcome() == Outcome::complete;
    seen.timed_out = seen.listened && !listener.ended() && seen.answers.whole.size() < due;
    if (listener.outcome() == Outcome::no_connection) execution_.server_down = true;
    auto& raw = seen.raw;
    raw.scenario = "fuzz";
    raw.number = ++number_;
    raw.request.method = "RAW";
    raw.request.target = variables_.stream_url("");
    raw.request.body = seen.bytes;
    raw.response.body = listener.bytes();
    raw.outcome = listener.ended() ? listener.outcome()
                  : seen.timed_out ? Outcome::timed_out
                                   : Outcome::closed_by_us;
    raw.problem = listener.problem();
  }

  void remove_streams() {
    if (execution_.server_down) return;
    for (const auto& url : created_) {
      Exchange exchange;
      exchange.request.method = "DELETE";
      exchange.request.target = url;
      removals_.send(std::move(exchange));
    }
    removals_.wait(execution_.cut_short);
  }

  Executor& executor_;
  Scenario no_scenario_;
  Variables variables_;
  Execution execution_;
  std::string front_content_;
  std::string behind_content_;
  std::string witness_content_;
  std::uint64_t appended_ = 0;
  std::uint64_t number_ = 0;
  std::vector<std::string> created_;
  Removals removals_;
  std::optional<TimerId> watch_;
};

Executor::Executor(Transport& transport, Target target, ExecutorOptions options, std::string word)
    : transport_(transport),
      target_(std::move(target)),
      options_(std::move(options)),
      word_(std::move(word)),
      rules_(malformed_rules()) {
  for (const auto& rule : rules_) records_.push_back({rule.info, 0, 0, {}});
}

Execution Executor::execute(const Sequence& sequence) {
  auto execution = Session(*this, fmt::format("{}-{}", word_, ++executions_)).execute(sequence);
  acts_ += execution.act_results.size();
  return execution;
}

void Executor::judge(ActResult& act_result) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (!rules_[i].applies(act_result)) continue;
    ++records_[i].applied;
    auto violation = rules_[i].check(act_result);
    if (!violation) continue;
    ++records_[i].violated;
    violation->rule = rules_[i].info.id;
    act_result.violations.push_back(*std::move(violation));
  }
}

}  // namespace conform::malformed
