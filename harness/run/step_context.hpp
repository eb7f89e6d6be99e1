// What a step of an attempt works with: the step itself, the state left by earlier steps, requests,
// and one deadline at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/expectation.hpp"
#include "harness/run/attempt_context.hpp"
#include "harness/run/attempt_state.hpp"
#include "harness/run/recording.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

class StepContext {
 public:
  /// Callbacks; never called from within a call of the context or of a recording.
  struct Events {
    /// A request that the step has started has made progress.
    std::function<void()> on_progress;
    std::function<void()> on_deadline;
    /// The attempt only waits for time to pass (true), or goes on (false).
    std::function<void(bool)> on_idle;
  };

  /// `word` is the prefix of the attempt's stream names.
  StepContext(const Scenario& scenario, const AttemptContext& context, std::string word,
              Events events);
  /// Cancels the deadline.
  ~StepContext();
  StepContext(const StepContext&) = delete;
  StepContext& operator=(const StepContext&) = delete;

  /// Starts the step at `index`, from 0.
  void begin(std::size_t index);

  [[nodiscard]] const Scenario& scenario() const { return scenario_; }
  [[nodiscard]] const AttemptContext& attempt_context() const { return attempt_context_; }
  [[nodiscard]] AttemptState& state() { return *state_; }
  [[nodiscard]] const AttemptState& state() const { return *state_; }
  /// Forgets what the steps so far have left, except what they created. `word` is the new prefix of
  /// stream names.
  void start_again(std::string word);

  /// The delay of the scenario's sweep.
  void set_delay(Duration delay) { delay_ = delay; }
  [[nodiscard]] Duration delay() const { return delay_; }

  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] const Step& step() const { return scenario_.steps[index_]; }
  [[nodiscard]] Instant began() const { return began_; }
  [[nodiscard]] Instant now() const { return attempt_context_.transport.now(); }

  /// The server's time limit for this step.
  [[nodiscard]] Duration limit() const;
  [[nodiscard]] Fill fill() const;
  /// What the step expects, or the default expectation if it names none.
  [[nodiscard]] const Expectation& expectation() const;
  [[nodiscard]] std::vector<Mismatch> mismatches(const Exchange& exchange) const {
    return conform::mismatches(expectation(), exchange, fill());
  }

  [[nodiscard]] std::unique_ptr<Recording> send(const RequestSpec& spec, Duration time_limit,
                                                std::string_view extra_query = {});
  [[nodiscard]] std::unique_ptr<Recording> send_raw(const RawStep& step);
  /// For a request that is sent now.
  [[nodiscard]] Exchange blank_exchange(http::Request request) const;
  /// Reports an ended exchange to the run, which numbers it, and keeps it as evidence.
  void remember(Exchange& exchange);
  /// Does so for each live read that has ended in the meantime.
  void remember_ended_reads();
  /// Why it cannot be known whether a stream expired in time, if so.
  [[nodiscard]] std::optional<std::string> time_problem() const {
    return state_->server_time.problem(clock_set_by());
  }
  void report_progress() const { events_.on_progress(); }
  void report_idle(bool idle) const { events_.on_idle(idle); }

  /// Replaces an earlier deadline.
  void set_deadline(Instant when);
  /// Sets the deadline to the end of `limit()`, counted from the start of the step; it is postponed
  /// if this program itself stalls.
  void set_time_limit();
  void clear_deadline();
  /// The step's deadline was the server's time limit, and it has passed.
  [[nodiscard]] bool time_limit_has_passed() const { return time_limit_has_passed_; }

 private:
  [[nodiscard]] std::unique_ptr<AttemptState> fresh_state(std::string word) const;
  [[nodiscard]] HeldUp held_up() const;
  [[nodiscard]] Duration clock_set_by() const { return attempt_context_.transport.clock_set_by(); }
  /// As the system's clock shows it, for times that are sent.
  [[nodiscard]] Instant time_of_day() const { return now() + clock_set_by(); }

  const Scenario& scenario_;
  const AttemptContext& attempt_context_;
  Events events_;
  std::unique_ptr<AttemptState> state_;
  Duration delay_{};
  std::size_t index_ = 0;
  Instant began_;
  std::optional<TimerId> timer_;
  bool time_limit_has_passed_ = false;
};

}  // namespace conform
