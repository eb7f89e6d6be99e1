#include "fuzz/malformed/mutation.hpp"

#include <algorithm>
#include <utility>

#include "fuzz/malformed/vocabulary.hpp"

namespace conform::malformed {
namespace {

using fuzz::Dice;

constexpr std::size_t get = 0;
constexpr std::size_t post = 1;
constexpr std::size_t by_length = 1;
constexpr std::size_t by_chunks = 2;
/// Long enough to reach limits of heads, short enough to be sent often.
constexpr std::size_t sixteen_kilobytes = 14;

using Choices = std::vector<std::pair<Field, std::size_t>>;

template <class Choice>
std::pair<Field, std::size_t> with(Field field, Choice choice) {
  return {field, static_cast<std::size_t>(choice)};
}

Act act_of(const Choices& chosen) {
  Act act;
  for (const auto& [field, choice] : chosen) act.set(field, choice);
  return act;
}

class Table {
 public:
  /// One act for each choice of the field, in addition to these choices.
  void vary(Field field, Choices beside) {
    for (std::size_t choice = 0; choice < choices(field); ++choice) {
      beside.emplace_back(field, choice);
      acts_.push_back(act_of(beside));
      beside.pop_back();
    }
  }

  [[nodiscard]] std::vector<Act> acts() && {
    std::vector<Act> unique;
    for (const auto& act : acts_) {
      if (std::find(unique.begin(), unique.end(), act) == unique.end()) unique.push_back(act);
    }
    return unique;
  }

 private:
  std::vector<Act> acts_;
};

void replace_choice(Act& act, Dice& dice) {
  const auto field = static_cast<Field>(dice.below(fields));
  // These are slow, and most of their values reach nothing new.
  const bool expensive = field == Field::cut || field == Field::delivery || field == Field::size;
  if (expensive && !dice.one_in(3)) return replace_choice(act, dice);
  act.set(field, dice.below(choices(field)));
}

Act fresh_act(Dice& dice) {
  Act act;
  if (dice.one_in(2)) {
    act.set(Field::method, post);
    act.set(Field::framing, dice.one_in(2) ? by_length : by_chunks);
    act.set(Field::body, dice.below(choices(Field::body)));
  }
  const auto odd = 1 + dice.below(3);
  for (std::size_t i = 0; i < odd; ++i) replace_choice(act, dice);
  return act;
}

void change(Sequence& sequence, Dice& dice) {
  if (sequence.empty()) {
    sequence.push_back(fresh_act(dice));
    return;
  }
  const auto at = dice.below(sequence.size());
  const auto here = sequence.begin() + static_cast<std::ptrdiff_t>(at);
  switch (dice.below(8)) {
    case 0:
      sequence.insert(here, fresh_act(dice));
      break;
    case 1:
      if (sequence.size() > 1) sequence.erase(here);
      break;
    case 2:
      *here = fresh_act(dice);
      break;
    default:
      replace_choice(*here, dice);
      break;
  }
}

}  // namespace

std::vector<Act> every_choice() {
  const auto good_behind = with(Field::behind, Behind::good_read);
  const auto good_front = with(Field::front, Front::good_read);
  const auto text = with(Field::body, BodyKind::text);
  const auto removal = with(Field::body, BodyKind::removal);
  const auto is_long = with(Field::size, sixteen_kilobytes);
  const Choices appends{with(Field::method, post), with(Field::framing, by_length), text};
  const Choices appends_chunks{with(Field::method, post), with(Field::framing, by_chunks), text};
  const auto and_also = [](Choices all, const Choices& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  Table table;
  table.vary(Field::line, {with(Field::method, get), is_long});
  table.vary(Field::line, and_also(appends, {good_front, good_behind, is_long}));
  table.vary(Field::method, {is_long, good_behind});
  table.vary(Field::method, {with(Field::framing, by_length), removal});
  table.vary(Field::target, appends);
  table.vary(Field::host, {is_long});
  table.vary(Field::host, and_also(appends, {good_behind}));
  table.vary(Field::field, {is_long, good_behind});
  table.vary(Field::field, and_also(appends, {with(Field::place, Place::first), is_long}));
  table.vary(Field::framing, {with(Field::method, post), text});
  table.vary(Field::framing, {with(Field::method, post), removal, good_behind});
  table.vary(Field::framing, {with(Field::method, post),
                              with(Field::body, BodyKind::removal_after_end), good_behind});
  table.vary(Field::framing, {removal});
  table.vary(Field::chunks, and_also(appends_chunks, {with(Field::size, 8)}));
  table.vary(Field::chunks, {with(Field::method, post), with(Field::framing, by_chunks), removal,
                             good_behind, is_long});
  table.vary(Field::body,
             {with(Field::method, post), with(Field::framing, by_length), is_long, good_behind});
  table.vary(Field::size, and_also(appends_chunks, {with(Field::body, BodyKind::long_text)}));
  table.vary(Field::newline, {good_behind});
  table.vary(Field::newline, appends);
  table.vary(Field::behind, appends);
  table.vary(Field::behind, {good_front});
  for (const auto ending : {Ending::listen, Ending::end, Ending::hang_up, Ending::reset}) {
    table.vary(Field::cut, and_also(appends, {with(Field::ending, ending)}));
    table.vary(Field::cut, and_also(appends_chunks, {with(Field::ending, ending)}));
    table.vary(Field::delivery, and_also(appends_chunks, {with(Field::ending, ending)}));
  }
  return std::move(table).acts();
}

Sequence mutate(Sequence sequence, std::uint32_t seed) {
  Dice dice(seed);
  const auto changes = 1 + dice.below(3);
  for (std::size_t i = 0; i < changes; ++i) change(sequence, dice);
  if (sequence.size() > longest_sequence) sequence.resize(longest_sequence);
  return sequence;
}

}  // namespace conform::malformed
