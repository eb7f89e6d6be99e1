#include "fuzz/campaign/script.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace conform::fuzz {
namespace {

constexpr Duration reading_time = std::chrono::milliseconds(300);

const std::vector<Template> any_status = {"2xx", "3xx", "4xx", "5xx"};

bool sends(const Turn& turn) {
  return !turn.request.method.empty();
}

/// Writes the turns of a sequence as the steps of a scenario.
class Script {
 public:
  Script(const Execution& execution, std::size_t violating_turn)
      : turns_(execution.turns), violating_turn_(violating_turn) {}

  std::vector<Step> steps() {
    for (std::size_t i = 0; i < turns_.size(); ++i) {
      await_ended_before(turns_[i]);
      write(i);
    }
    // Live reads need time to receive their data.
    if (!open_.empty()) wait(reading_time);
    for (const auto turn : open_) await(turn);
    take_any_last_answer();
    return std::move(steps_);
  }

 private:
  static Expectation expecting(std::vector<Template> status) {
    Expectation expectation;
    expectation.status = std::move(status);
    return expectation;
  }

  /// The last step that expects anything is the step under test; here the rule is tested, not that
  /// answer.
  void take_any_last_answer() {
    const auto last = std::find_if(steps_.rbegin(), steps_.rend(),
                                   [](const Step& step) { return step.expect.has_value(); });
    if (last != steps_.rend()) last->expect = expecting(any_status);
  }

  static std::string label(std::size_t turn) { return fmt::format("r{}", turn + 1); }

  void write(std::size_t i) {
    const Turn& turn = turns_[i];
    if (turn.operation.act() == Act::pass_time) {
      wait(turn.waited);
    } else if (!sends(turn)) {
      if (turn.hung_up > 0) continue_with(turn.operation.act(), turn.hung_up - 1);
    } else if (overlaps(i)) {
      add(OpenStep{turn.request, {}, true}).label = label(i);
      open_.push_back(i);
    } else {
      Step& step = add(SendStep{turn.request, 1, 1});
      expect_as_seen(step, i);
    }
  }

  /// A wait counts from the last answer, so successive waits are merged.
  void wait(Duration time) {
    if (time == Duration::zero() || steps_.empty()) return;
    if (auto* before = std::get_if<WaitStep>(&steps_.back().action)) {
      before->until += time;
      return;
    }
    const auto answered = std::find_if(steps_.rbegin(), steps_.rend(), [](const Step& step) {
      return std::holds_alternative<SendStep>(step.action);
    });
    if (answered == steps_.rend()) return;
    if (answered->label.empty()) answered->label = fmt::format("w{}", steps_.size());
    const auto anchor = answered->label;
    add(WaitStep{time, anchor, {}});
  }

  Step& add(Action action) {
    Step step;
    step.action = std::move(action);
    steps_.push_back(std::move(step));
    return steps_.back();
  }

  /// Whether something began after this turn and before its end.
  [[nodiscard]] bool overlaps(std::size_t i) const {
    const Exchange& exchange = turns_[i].exchange;
    if (exchange.outcome == Outcome::closed_by_us || turns_[i].request.held_bytes > 0) return true;
    // It ended here, but a correct server may leave it open.
    if (turns_[i].operation.act() == Act::sse) return true;
    const bool sent_within = std::any_of(
        turns_.begin() + static_cast<std::ptrdiff_t>(i) + 1, turns_.end(), [&](const Turn& later) {
          return sends(later) && later.exchange.sent_order < exchange.done_order;
        });
    const bool waited_within =
        i + 1 < turns_.size() && turns_[i + 1].waited > Duration::zero() &&
        (turns_[i].operation.act() == Act::sse || turns_[i].operation.act() == Act::long_poll);
    return sent_within || waited_within;
  }

  void await_ended_before(const Turn& turn) {
    if (!sends(turn)) return;
    const auto ended = [&](std::size_t open) {
      const Exchange& exchange = turns_[open].exchange;
      return exchange.outcome != Outcome::closed_by_us &&
             exchange.done_order < turn.exchange.sent_order;
    };
    for (const auto open : open_) {
      if (ended(open)) await(open);
    }
    std::erase_if(open_, ended);
  }

  void await(std::size_t turn) {
    if (turns_[turn].exchange.outcome == Outcome::closed_by_us) {
      add(HangUpStep{label(turn)});
    } else if (turns_[turn].operation.act() == Act::sse && !gives_anything(turn)) {
      // A correct server may leave it open.
      wait(reading_time);
      add(HangUpStep{label(turn)});
    } else {
      Step& step = add(AwaitStep{label(turn)});
      expect_as_seen(step, turn);
    }
  }

  void continue_with(Act act, std::size_t turn) {
    if (act == Act::hang_up) return hang_up(turn);
    if (act == Act::stop_reading) {
      wait(reading_time);
      add(PauseStep{label(turn)});
    } else {
      add(ResumeStep{label(turn)});
    }
  }

  void hang_up(std::size_t turn) {
    wait(reading_time);
    add(HangUpStep{label(turn)});
    std::erase(open_, turn);
  }

  void expect_as_seen(Step& step, std::size_t i) {
    const int status = turns_[i].exchange.response.status;
    const bool takes_any = i + 1 == violating_turn_ || status == 0;
    step.expect = expecting(takes_any ? any_status : std::vector<Template>{std::to_string(status)});
    for (const auto& saved : turns_[i].saved_values) {
      if (is_used(saved, i)) step.save.push_back(save_of(saved.variable));
    }
  }

  [[nodiscard]] bool gives_anything(std::size_t turn) const {
    const auto& saved_values = turns_[turn].saved_values;
    return std::any_of(saved_values.begin(), saved_values.end(),
                       [&](const SavedValue& saved) { return is_used(saved, turn); });
  }

  [[nodiscard]] bool is_used(const SavedValue& saved, std::size_t since) const {
    const auto needle = fmt::format("{{{}}}", saved.variable);
    const auto uses = [&](const auto& pair) {
      return pair.second.find(needle) != std::string::npos;
    };
    return std::any_of(turns_.begin() + static_cast<std::ptrdiff_t>(since), turns_.end(),
                       [&](const Turn& turn) {
                         const auto& request = turn.request;
                         return request.target.find(needle) != std::string::npos ||
                                std::any_of(request.query.begin(), request.query.end(), uses) ||
                                std::any_of(request.headers.begin(), request.headers.end(), uses);
                       });
  }

  const std::vector<Turn>& turns_;
  std::size_t violating_turn_;
  std::vector<Step> steps_;
  std::vector<std::size_t> open_;  ///< turns in progress
};

}  // namespace

std::vector<Step> steps_of(const Execution& execution, std::size_t violating_turn) {
  return Script(execution, violating_turn).steps();
}

}  // namespace conform::fuzz
