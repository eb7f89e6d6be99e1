#include "fuzz/malformed/player.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "fuzz/malformed/stimulus.hpp"
#include "harness/run/recording.hpp"
#include "harness/run/request_builder.hpp"
#include "harness/run/variables.hpp"

namespace conform::malformed {
namespace {

/// More than a piece takes on its way, the pause before it included.
constexpr Duration piece_time = std::chrono::milliseconds(3);

/// How often an execution checks whether it should stop.
constexpr Duration stop_interval = std::chrono::milliseconds(200);
/// For deleting the streams of an execution that was stopped.
constexpr Duration clean_up_limit = std::chrono::milliseconds(500);
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

  /// Until the connection ends, or nothing has arrived for the time that `patience` gives for the
  /// answers so far.
  void listen(const std::function<Duration(const Answers&)>& patience, const bool& cut_short) {
    bool over = false;
    has_news_ = true;
    const Instant latest = transport_.now() + longest_listening * patience(answers_);
    while (!ended_ && !over && !cut_short) {
      if (std::exchange(has_news_, false)) {
        if (timer_) transport_.cancel_timer(*timer_);
        timer_ = transport_.at(std::min(transport_.now() + patience(answers_), latest), [&] {
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

Played::Shown Played::violation_of(std::string_view rule) const {
  for (const auto& act_result : act_results) {
    for (const auto& violation : act_result.violations) {
      if (violation.rule == rule) return {&act_result, &violation};
    }
  }
  return {};
}

/// The execution of one sequence: its streams and its ordinary client.
class Player::Execution {
 public:
  Execution(Player& player, std::string word)
      : player_(player), variables_(player.target_, no_scenario_, word) {
    played_.word = std::move(word);
  }
  ~Execution() {
    if (watch_) player_.transport_.cancel_timer(*watch_);
  }
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  Played play(const Sequence& sequence) {
    watch_for_stop();
    prepare();
    for (const auto& act : sequence) {
      if (played_.unready || played_.server_down || played_.cut_short) break;
      play_act(act);
    }
    remove_streams();
    return std::move(played_);
  }

 private:
  /// A timer of its own, because a silent server causes no events.
  void watch_for_stop() {
    if (!player_.options_.should_stop) return;
    if (player_.options_.should_stop()) played_.cut_short = true;
    watch_ = player_.transport_.at(player_.transport_.now() + stop_interval,
                                   [this] { watch_for_stop(); });
  }

  void prepare() {
    front_content_ = "before " + played_.word;
    behind_content_ = "behind " + played_.word;
    create(front_stream, front_content_);
    create(behind_stream, behind_content_);
    create(witness_stream, "");
    append_to_witness();
    const auto read = read_of(witness_stream);
    if (read.response.body != witness_content_) played_.unready = true;
    played_.preparation.push_back(read);
  }

  void create(const std::string& stream, const std::string& content) {
    auto created = ask("PUT", stream, content, "");
    if (!is_success(created)) played_.unready = true;
    created_.push_back(created.request.target);
    played_.preparation.push_back(std::move(created));
  }

  /// A request of the ordinary client; returns when it is answered.
  Exchange ask(const char* method, const std::string& stream, const std::string& body,
               const std::string& query) {
    if (player_.options_.pace) player_.options_.pace();
    Transmission transmission;
    auto& request = transmission.request;
    request.method = method;
    request.target = with_query(variables_.stream_url(stream), query);
    request.body = body;
    const std::string_view kind = method;
    if (kind == "PUT" || kind == "POST") request.headers.add("Content-Type", "text/plain");
    transmission.time_limit = player_.options_.answer_limit;
    Exchange exchange;
    exchange.scenario = "fuzz";
    exchange.number = ++number_;
    exchange.stream = stream;
    exchange.request = request;
    exchange.sent = player_.transport_.now();
    Recording recording(player_.transport_, std::move(exchange));
    recording.start(with_credentials(std::move(transmission), player_.target_), {});
    while (!recording.ended() && !played_.cut_short && player_.transport_.run_once()) {
    }
    recording.hang_up();
    auto done = recording.release();
    if (done.outcome == Outcome::no_connection) played_.server_down = true;
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

  void play_act(const Act& act) {
    const auto number = played_.act_results.size() + 1;
    create(own_stream(number), own_content);
    create(canary_stream(number), canary_content);
    if (played_.unready || played_.server_down) return;
    ActResult seen;
    seen.act = act;
    seen.number = number;
    send(seen);
    seen.append = append_to_witness();
    seen.witness = read_of(witness_stream);
    seen.witness_content = witness_content_;
    seen.canary = read_of(canary_stream(number));
    seen.own = read_of(own_stream(number));
    if (played_.cut_short) return;
    player_.judge(seen);
    played_.act_results.push_back(std::move(seen));
  }

  void send(ActResult& seen) {
    if (player_.options_.pace) player_.options_.pace();
    auto& transport = player_.transport_;
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
          if (answers.whole.size() < due) return sending + player_.options_.answer_limit;
          const bool more =
              seen.parsed.remainder != Remainder::nothing && answers.whole.size() == due;
          return more ? sending + player_.options_.patience : player_.options_.last_wait;
        },
        played_.cut_short);
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
    seen.own_path = player_.target_.stream_path(stream_name(own_stream(seen.number)));
    seen.canary_path = player_.target_.stream_path(stream_name(canary_stream(seen.number)));
    seen.front_path = player_.target_.stream_path(stream_name(front_stream));
    seen.behind_path = player_.target_.stream_path(stream_name(behind_stream));
    seen.front_content = front_content_;
    seen.behind_content = behind_content_;
    seen.parsed = parse_strictly(seen.bytes, player_.target_.authority());
    seen.listened = raw.afterwards == AfterSending::listen || raw.afterwards == AfterSending::end;
  }

  [[nodiscard]] std::string stream_name(const std::string& stream) const {
    return fmt::format("{}-{}", played_.word, stream);
  }

  void conclude(ActResult& seen, const Listener& listener, std::size_t due) {
    seen.answers = listener.answers();
    seen.closed = listener.ended() && listener.outcome() == Outcome::complete;
    seen.timed_out = seen.listened && !listener.ended() && seen.answers.whole.size() < due;
    if (listener.outcome() == Outcome::no_connection) played_.server_down = true;
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
    if (played_.server_down) return;
    for (const auto& url : created_) {
      Transmission transmission;
      transmission.request.method = "DELETE";
      transmission.request.target = url;
      transmission.time_limit = player_.options_.answer_limit;
      Exchange exchange;
      exchange.request = transmission.request;
      removals_.push_back(std::make_unique<Recording>(player_.transport_, std::move(exchange)));
      removals_.back()->start(with_credentials(std::move(transmission), player_.target_), {});
    }
    std::optional<Instant> latest;
    while (std::any_of(removals_.begin(), removals_.end(),
                       [](const auto& one) { return !one->ended(); }) &&
           player_.transport_.run_once()) {
      if (played_.cut_short && !latest) latest = player_.transport_.now() + clean_up_limit;
      if (latest && player_.transport_.now() >= *latest) break;
    }
  }

  Player& player_;
  Scenario no_scenario_;
  Variables variables_;
  Played played_;
  std::string front_content_;
  std::string behind_content_;
  std::string witness_content_;
  std::uint64_t appended_ = 0;
  std::uint64_t number_ = 0;
  std::vector<std::string> created_;
  std::vector<std::unique_ptr<Recording>> removals_;
  std::optional<TimerId> watch_;
};

Player::Player(Transport& transport, Target target, PlayerOptions options, std::string word)
    : transport_(transport),
      target_(std::move(target)),
      options_(std::move(options)),
      word_(std::move(word)),
      rules_(malformed_rules()) {
  for (const auto& rule : rules_) records_.push_back({rule.info, 0, 0, {}});
}

Played Player::play(const Sequence& sequence) {
  auto played = Execution(*this, fmt::format("{}-{}", word_, ++plays_)).play(sequence);
  acts_ += played.act_results.size();
  return played;
}

void Player::judge(ActResult& act_result) {
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
