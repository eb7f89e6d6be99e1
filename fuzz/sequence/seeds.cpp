#include "fuzz/sequence/seeds.hpp"

#include <initializer_list>
#include <utility>

#include "fuzz/sequence/vocabulary.hpp"

namespace conform::fuzz {
namespace {

using Choices = std::initializer_list<std::pair<Field, std::size_t>>;

Operation one(Act act, Choices chosen = {}) {
  Operation operation;
  operation.set(Field::act, static_cast<std::size_t>(act));
  for (const auto& [field, choice] : chosen) operation.set(field, choice);
  return normal(operation);
}

std::size_t from(From where) {
  return static_cast<std::size_t>(where);
}

}  // namespace

std::vector<Sequence> seeds() {
  const Operation create = one(Act::create);
  const Operation create_json = one(Act::create, {{Field::type, 1}});
  const Operation append = one(Act::append);
  const Operation batch = one(Act::append, {{Field::body, 2}, {Field::size, 3}});
  const Operation produce = one(Act::append, {{Field::producer, 1}});
  const Operation ordered = one(Act::append, {{Field::order, 1}});
  const Operation read = one(Act::read);
  const Operation read_on = one(Act::read, {{Field::offset, from(From::known)}});
  const Operation read_tail = one(Act::read, {{Field::offset, from(From::tail)}});
  const Operation read_now = one(Act::read, {{Field::offset, from(From::now)}});
  const Operation again = one(Act::read, {{Field::condition, 1}});
  const Operation head = one(Act::head);
  const Operation close = one(Act::close);
  const Operation remove = one(Act::remove);
  const Operation poll = one(Act::long_poll, {{Field::offset, from(From::tail)}});
  const Operation events = one(Act::sse);
  const Operation fork = one(Act::fork, {{Field::stream, 1}});
  const Operation read_fork = one(Act::read, {{Field::stream, 1}});
  const Operation append_fork = one(Act::append, {{Field::stream, 1}});
  const auto held = [](Held how, Choices more = {}) {
    auto operation = one(Act::append, more);
    operation.set(Field::offset, static_cast<std::size_t>(how));
    return normal(operation);
  };
  const Operation go_on = one(Act::go_on);
  const Operation hang_up = one(Act::hang_up);
  const auto read_derived = [](std::size_t way) {
    return one(Act::read, {{Field::offset, from(From::derived)}, {Field::seed, way}});
  };
  const auto spelt = [](Spelling spelling) {
    return one(Act::read, {{Field::offset, from(From::known)},
                           {Field::pick, 1},
                           {Field::order, static_cast<std::size_t>(spelling)}});
  };
  const auto habitual = [](Act act, std::size_t habit) {
    return one(act, {{Field::lifetime, habit}});
  };
  const auto of_grammar = [](std::size_t grammar, std::size_t seed) {
    return one(Act::append, {{Field::body, grammar}, {Field::seed, seed}});
  };
  const Operation read_earlier =
      one(Act::read, {{Field::condition, static_cast<std::size_t>(Condition::earlier)}});
  const Operation poll_cursor =
      one(Act::long_poll, {{Field::condition, static_cast<std::size_t>(Condition::cursor)}});
  const Operation poll_long_cursor =
      one(Act::long_poll, {{Field::condition, static_cast<std::size_t>(Condition::made_up) + 3}});
  const auto alike = [](Act act, std::size_t which) {
    return one(act, {{Field::stream, plain_streams + which}});
  };
  const auto by_producer = [](Act act, std::size_t producer) {
    return one(act, {{Field::producer, producer}});
  };
  const Operation close_again =
      one(Act::close, {{Field::producer, 1}, {Field::seq, static_cast<std::size_t>(Number::same)}});
  return {
      {create, append, read, head},
      {create, append, append, read_on, read_tail, read_now},
      {create, append, head, append, head},
      {one(Act::create, {{Field::body, 1}}), append, read, head},
      {create_json, append, batch, read, read_on},
      {create, append, close, append, read, head},
      {create, produce, produce, read},
      {create, ordered, ordered, read},
      {create, append, poll, append, read},
      {create, append, events, append, close},
      {create_json, batch, events, append, one(Act::hang_up)},
      {create, append, remove, read, create, append, read},
      {create, append, fork, append_fork, read_fork, append, read},
      {create, append, read, again, append, again},
      {one(Act::create, {{Field::lifetime, 2}}), append, one(Act::pass_time, {{Field::size, 2}}),
       read},
      {create, held(Held::half), close, go_on, read},
      {create, held(Held::last), append, go_on, append, read},
      {create, held(Held::half), read, hang_up, append, read},
      {create, held(Held::all, {{Field::producer, 1}}), read, hang_up, produce, read},
      {create, events, one(Act::stop_reading), append, append, go_on, append},
      {create, append, read, append, read_earlier, remove, create, append, read_earlier},
      {create, append, read, remove, create, append, read_earlier},
      {create, append, read_derived(0), read_derived(3), append, read_derived(2)},
      {create, append, poll_cursor, poll_cursor, poll_long_cursor},
      {create, append, append, spelt(Spelling::encoded), spelt(Spelling::encoded_in_small),
       spelt(Spelling::repeated), spelt(Spelling::backwards)},
      {create, habitual(Act::append, 1), habitual(Act::read, 2), habitual(Act::sse, 3)},
      {create, one(Act::append, {{Field::closing, 2}}), append, read},
      {one(Act::create, {{Field::lifetime, 6}}), append, read},
      {create_json, of_grammar(16, 0), of_grammar(17, 0), read},
      {create_json, of_grammar(18, 0), of_grammar(18, 21), read, events},
      {create, of_grammar(19, 1), of_grammar(19, 2), of_grammar(4, 14), events, read},
      {create, of_grammar(20, 1), of_grammar(21, 0), events, read},
      {create, of_grammar(19, 3), of_grammar(19, 5), of_grammar(4, 3), of_grammar(4, 15), events,
       read},
      {create, by_producer(Act::append, 1), by_producer(Act::append, 4),
       by_producer(Act::append, 5), by_producer(Act::append, 6), by_producer(Act::append, 9),
       by_producer(Act::append, 10), read},
      {create, produce, by_producer(Act::close, 1), close_again, read},
      {alike(Act::create, 0), alike(Act::create, 1), alike(Act::append, 0), alike(Act::append, 1),
       alike(Act::read, 0), alike(Act::remove, 0), alike(Act::create, 1), alike(Act::read, 1)}};
}

}  // namespace conform::fuzz
