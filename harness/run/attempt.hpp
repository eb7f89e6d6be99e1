// One attempt at a scenario: a machine that takes its steps one after another, each driven by what
// the transport brings. It decides nothing about the protocol: departures come from the judge.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/expectation.hpp"
#include "harness/run/hooks.hpp"
#include "harness/run/long_poll_waits.hpp"
#include "harness/run/recording.hpp"
#include "harness/run/shared_caches.hpp"
#include "harness/run/stall_watch.hpp"
#include "harness/run/target.hpp"
#include "harness/run/variables.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

/// What every attempt of a run shares.
struct Surroundings {
  Transport& transport;
  const Target& target;
  const StallWatch& stalls;
  Hooks& hooks;
  Duration time_limit;
  /// Sees each exchange when its request is about to go out, and notes its order.
  std::function<void(Exchange&)> on_sending;
  /// Sees each exchange when it has ended, and numbers it.
  std::function<void(Exchange&)> on_exchange;
  std::shared_ptr<LongPollWaits> waits = std::make_shared<LongPollWaits>();
};

/// How an attempt ended.
struct AttemptEnd {
  enum class Kind {
    passed,
    departed,       ///< the step under test did not bring what was expected
    blocked,        ///< a step before it did not
    void_,          ///< we were too late to know
    no_connection,  ///< no answer and no connection: the server may be gone
    faulted,        ///< a fault of this program
  };
  Kind kind = Kind::passed;
  std::size_t step = 0;  ///< from 0, where it ended
  std::string expected;
  std::string got;
  std::string reason;  ///< why an attempt is void
  /// Number of the exchange whose answer ended it, 0 for none: Attempt::find has it. A 5xx or a
  /// dropped connection is a failure of that request, whatever its step only prepares.
  std::uint64_t exchange = 0;
  std::string observed;       ///< what a scenario that observes has to tell
  Observation observation{};  ///< what was wrong, of one that departed or was blocked
};

class Attempt {
 public:
  /// `word` names its streams; it differs for every attempt of every run.
  Attempt(const Scenario& scenario, const Surroundings& surroundings, std::string word);
  ~Attempt();
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  /// `on_ending` is called once, from within a callback of the transport: the attempt must outlive
  /// that call. `on_idle(true)` says that the attempt only lets time pass, `on_idle(false)` that it
  /// goes on.
  void start(std::function<void(const AttemptEnd&)> on_ending, std::function<void(bool)> on_idle);

  /// Its exchanges that have ended, oldest first; large bodies are shortened.
  [[nodiscard]] const std::deque<Exchange>& exchanges() const { return exchanges_; }
  /// One of them by its number; null when it is not kept.
  [[nodiscard]] const Exchange* find(std::uint64_t number) const;
  /// URLs that a PUT of this attempt may have created, oldest first.
  [[nodiscard]] const std::vector<std::string>& created() const { return created_; }

 private:
  /// When an earlier exchange was sent and answered.
  struct Anchor {
    Instant sent;
    Instant done;
  };
  struct Window {
    Instant closes;
    std::string anchor;
  };
  /// A request to a webhook that waits for its answer.
  struct Arrival {
    IncomingRequest request;
    Instant at;
  };
  struct Live {
    std::unique_ptr<Recording> recording;
    bool remembered = false;
    /// A part of the request is held back: nobody is told of it before it is whole.
    bool is_held = false;
  };

  /// Runs a part of the attempt; an exception ends this attempt only.
  void guard(const std::function<void()>& part);
  void take_step();
  void take(const SendStep& step);
  void take(const ReadStep& step);
  void take(const OpenStep& step);
  void take(const AwaitStep& step);
  void take(const HangUpStep& step);
  void take(const PauseStep& step);
  void take(const ResumeStep& step);
  void take(const WaitStep& step);
  void take(const ReceiveStep& step);
  void take(const RawStep& step);
  void take(const CheckStep& step);

  void send_next(const SendStep& step);
  void look_at_sends(const SendStep& step);
  void read_from_start(const ReadStep& step);
  void request_page(const ReadStep& step);
  [[nodiscard]] bool is_last_page(const Exchange& exchange) const;
  void look_at_page(const ReadStep& step);
  void look_at_open(const OpenStep& step, bool time_is_up);
  void look_at_awaited(const AwaitStep& step, bool time_is_up);
  void conclude_silence(const ReceiveStep& step);
  void judge_received(const ReceiveStep& step, Exchange exchange);
  void look_at_key_set();
  void note_answer(const Exchange& exchange);
  [[nodiscard]] std::string tail_for(const Exchange& reader) const;
  [[nodiscard]] bool ran_out_of_time(const Exchange& reader) const;
  [[nodiscard]] Duration head_start(const OpenStep& step) const;
  [[nodiscard]] std::deque<Arrival>& inbox(const std::string& hook);
  void await_arrival(const WaitStep& step, bool time_is_up);
  [[nodiscard]] Departure no_delivery() const;
  void look_into_inbox(const ReceiveStep& step, bool time_is_up);

  [[nodiscard]] const Step& step() const { return scenario_.steps[step_]; }
  [[nodiscard]] Duration limit() const;
  [[nodiscard]] Fill fill() const;
  [[nodiscard]] const Expectation& expectation() const;
  [[nodiscard]] Exchange blank_exchange(http::Request request) const;
  [[nodiscard]] std::unique_ptr<Recording> start_recording(const RequestSpec& spec,
                                                           Duration time_limit,
                                                           std::string_view extra_query = {});

  void wake();
  void collect_ended_reads();
  void start_timer(Instant when, std::function<void()> task);
  /// For the end of what the server has `limit()` for, counted from the step's beginning.
  void start_limit(std::function<void()> task);
  void stop_timer();

  [[nodiscard]] bool asks_past_caches();
  /// Shows the exchange to the run, which numbers it, and keeps it as evidence.
  void remember(Exchange& exchange);
  void conclude(const Exchange& exchange, std::vector<Departure> departures);
  void compare_positions(Exchange exchange, std::vector<Departure> departures);
  void save_and_finish(const Exchange& exchange, std::vector<Departure> departures);
  void finish_step(const std::vector<Departure>& departures, Instant sent, Instant done);
  void fail_step(const Departure& departure);
  [[nodiscard]] std::optional<std::string> why_void(const std::vector<Departure>& departures,
                                                    Instant sent, Instant done) const;
  [[nodiscard]] HeldUp held_up() const;
  [[nodiscard]] std::optional<Departure> save_from(const Exchange& exchange);
  void next_step();
  void end(const AttemptEnd& ending);

  const Scenario& scenario_;
  const Surroundings& around_;
  std::string word_;
  Variables variables_;
  std::size_t step_ = 0;
  Instant step_began_;
  std::vector<std::unique_ptr<Recording>> sending_;
  std::vector<Exchange> sent_;  ///< of a send step that repeats
  std::string page_offset_;
  std::vector<std::string> pages_;  ///< bodies of a read step so far
  SharedCaches caches_;
  bool past_caches_ = false;  ///< the step has asked once more
  std::map<std::string, Live> live_;
  std::map<std::string, Anchor> anchors_;
  std::optional<Window> window_;
  std::map<std::string, std::deque<Arrival>> inbox_;  ///< by the name of the hook
  Exchange received_;  ///< a delivery whose signature is to be verified
  std::optional<TimerId> timer_;
  std::optional<TimerId> waking_;
  std::function<void()> look_;  ///< what the current step does when something has come
  std::uint64_t judged_ = 0;    ///< number of the exchange that the step looks at, if it has one
  std::string judged_read_;     ///< or the name of a live read, which has no number until it ends
  bool connection_failed_ = false;
  bool was_not_sent_ = false;  ///< what the step looks at
  Instant last_answer_;        ///< to a request that was not a live read
  Duration slowest_answer_{};  ///< of those
  bool silence_ = false;       ///< the step ends because the server's time is over
  std::deque<Exchange> exchanges_;
  std::vector<std::string> created_;
  std::function<void(const AttemptEnd&)> on_ending_;
  std::function<void(bool)> on_idle_;
  bool ended_ = false;
};

}  // namespace conform
