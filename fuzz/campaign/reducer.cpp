#include "fuzz/campaign/reducer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fuzz/sequence/minimizer.hpp"

namespace conform::fuzz {
namespace {

constexpr unsigned confirmations = 5;
/// How often an unstable sequence is tried before a candidate is dropped.
constexpr unsigned tries_of_the_unstable = 3;
/// How often it is executed to measure its frequency.
constexpr unsigned confirmations_of_the_unstable = 15;

class Reducer {
 public:
  Reducer(const Execute& execute, const Cause& cause, const ReductionBounds& bounds)
      : execute_(execute),
        cause_(cause),
        bounds_(bounds),
        minimizer_(
            best_.sequence, [this](const Sequence& candidate) { return still_breaks(candidate); },
            [this] { return exhausted(); }) {}

  Reduction reduce(Sequence sequence, Execution seen) {
    best_.sequence = std::move(sequence);
    best_.execution = std::move(seen);
    if (!still_breaks(best_.sequence)) tries_ = tries_of_the_unstable;
    if (tries_ == 1 || still_breaks(best_.sequence)) make_plain();
    confirm(confirmations);
    if (!best_.stable() && best_.confirmations > 0) seek_stable_form();
    return std::move(best_);
  }

 private:
  void make_plain() {
    cut_after_violation();
    for (bool better = true; better && !exhausted();) {
      better = minimizer_.drop_records();
      better = plain_acts() || better;
      better = join_streams() || better;
      better = minimizer_.plain_choices(Field::stream) || better;
      better = minimizer_.small_choices({Field::size, Field::seed, Field::pick, Field::lifetime,
                                         Field::order, Field::condition}) ||
               better;
    }
  }

  [[nodiscard]] bool should_stop() const { return bounds_.should_stop && bounds_.should_stop(); }
  [[nodiscard]] bool exhausted() const {
    return best_.executions >= bounds_.max_executions || should_stop();
  }

  /// Keeps the candidate if it shows the same cause.
  bool shows_again(const Sequence& candidate) {
    ++best_.executions;
    auto execution = execute_(candidate);
    if (turn_with(execution, cause_) == 0) return false;
    best_.sequence = candidate;
    best_.execution = std::move(execution);
    return true;
  }

  bool still_breaks(const Sequence& candidate) {
    for (unsigned i = 0; i < tries_ && !exhausted(); ++i) {
      if (shows_again(candidate)) return true;
    }
    return false;
  }

  void cut_after_violation() {
    const auto violating_turn = turn_with(best_.execution, cause_);
    if (violating_turn == 0 || violating_turn >= best_.sequence.size()) return;
    auto shorter = best_.sequence;
    shorter.resize(violating_turn);
    still_breaks(shorter);
  }

  /// Replaces live reads with plain reads, and forks with ordinary streams.
  bool plain_acts() {
    bool better = false;
    for (std::size_t at = 0; at < best_.sequence.size() && !exhausted(); ++at) {
      const auto act = best_.sequence[at].act();
      if (act == Act::long_poll || act == Act::sse) better = try_act(at, Act::read) || better;
      if (act == Act::fork) better = try_act(at, Act::create) || better;
    }
    return better;
  }

  bool try_act(std::size_t at, Act act) {
    auto plainer = best_.sequence;
    plainer[at].set(Field::act, static_cast<std::size_t>(act));
    plainer[at] = normal(plainer[at]);
    return still_breaks(plainer);
  }

  /// Moves the operations of other streams to the first stream, and of other clients to the first
  /// one.
  bool join_streams() {
    bool better = false;
    for (const auto field : {Field::stream, Field::client}) {
      for (std::size_t from = 1; from < choices(field) && !exhausted(); ++from) {
        auto joined = best_.sequence;
        for (auto& operation : joined) {
          if (operation[field] == from) operation.set(field, 0);
        }
        if (joined != best_.sequence) better = still_breaks(joined) || better;
      }
    }
    return better;
  }

  void confirm(unsigned executions) {
    best_.confirmed = best_.confirmations = 0;
    for (unsigned i = 0; i < executions && !should_stop(); ++i) {
      ++best_.confirmations;
      if (shows_again(Sequence(best_.sequence))) ++best_.confirmed;
    }
    // An execution that was stopped proves nothing.
    if (should_stop() && best_.confirmations > best_.confirmed) --best_.confirmations;
  }

  /// A race condition may show every time with a pause, or if the operations are repeated.
  void seek_stable_form() {
    const auto unstable = best_;
    for (const auto& form : other_forms(unstable.sequence)) {
      if (should_stop()) break;
      best_.sequence = form;
      confirm(confirmations);
      if (best_.stable()) return;
    }
    const auto executions = best_.executions;
    best_ = unstable;
    best_.executions = executions;
    confirm(confirmations_of_the_unstable);
  }

  [[nodiscard]] std::vector<Sequence> other_forms(const Sequence& sequence) const {
    std::vector<Sequence> forms;
    const auto violating_turn = std::max<std::size_t>(turn_with(best_.execution, cause_), 1) - 1;
    for (const std::size_t gap : {3U, 7U}) {
      Operation pause;
      pause.set(Field::act, static_cast<std::size_t>(Act::pass_time));
      pause.set(Field::size, gap);
      auto form = sequence;
      form.insert(form.begin() + static_cast<std::ptrdiff_t>(std::min(violating_turn, form.size())),
                  pause);
      forms.push_back(std::move(form));
    }
    for (auto form = sequence; form.size() > 1 && 2 * form.size() <= longest_sequence;) {
      const Sequence after_the_first(form.begin() + 1, form.end());
      form.insert(form.end(), after_the_first.begin(), after_the_first.end());
      forms.push_back(form);
    }
    return forms;
  }

  const Execute& execute_;
  const Cause& cause_;
  const ReductionBounds& bounds_;
  unsigned tries_ = 1;
  Reduction best_;
  Minimizer<Operation, Field> minimizer_;
};

}  // namespace

std::size_t turn_with(const Execution& execution, const Cause& cause) {
  for (std::size_t i = 0; i < execution.turns.size(); ++i) {
    for (const auto& violation : execution.turns[i].violations) {
      if (violation.rule != cause.rule) continue;
      const auto act = execution.turns[i].operation.act();
      if (cause_of(act, violation).mismatch == cause.mismatch) return i + 1;
    }
  }
  return 0;
}

Reduction reduce(const Execute& execute, FailingSequence failing, const ReductionBounds& bounds) {
  return Reducer(execute, failing.cause, bounds)
      .reduce(std::move(failing.sequence), std::move(failing.execution));
}

}  // namespace conform::fuzz
