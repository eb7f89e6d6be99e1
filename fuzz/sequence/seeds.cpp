#include "fuzz/sequence/seeds.hpp"

#include <initializer_list>
#include <utility>

#include "fuzz/sequence/vocabulary.hpp"

namespace conform::fuzz {
namespace {

std::size_t from(From where) {
  return static_cast<std::size_t>(where);
}

}  // namespace

std::vector<Sequence> seeds() {
  const Operation create = operation_of(Act::create);
  const Operation create_json = operation_of(Act::create, {{Field::type, 1}});
  const Operation append = operation_of(Act::append);
  const Operation batch = operation_of(Act::append, {{Field::body, 2}, {Field::size, 3}});
  const Operation produce = operation_of(Act::append, {{Field::producer, 1}});
  const Operation ordered = operation_of(Act::append, {{Field::order, 1}});
  const Operation read = operation_of(Act::read);
  const Operation read_on = operation_of(Act::read, {{Field::offset, from(From::known)}});
  const Operation read_tail = operation_of(Act::read, {{Field::offset, from(From::tail)}});
  const Operation read_now = operation_of(Act::read, {{Field::offset, from(From::now)}});
  const Operation again = operation_of(Act::read, {{Field::condition, 1}});
  const Operation head = operation_of(Act::head);
  const Operation close = operation_of(Act::close);
  const Operation remove = operation_of(Act::remove);
  const Operation poll = operation_of(Act::long_poll, {{Field::offset, from(From::tail)}});
  const Operation events = operation_of(Act::sse);
  const Operation fork = operation_of(Act::fork, {{Field::stream, 1}});
  const Operation read_fork = operation_of(Act::read, {{Field::stream, 1}});
  const Operation append_fork = operation_of(Act::append, {{Field::stream, 1}});
  const auto held = [](Held how, Choices more = {}) {
    auto operation = operation_of(Act::append, more);
    operation.set(Field::offset, static_cast<std::size_t>(how));
    return normal(operation);
  };
  const Operation go_on = operation_of(Act::go_on);
  const Operation hang_up = operation_of(Act::hang_up);
  const auto read_derived = [](std::size_t way) {
    return operation_of(Act::read, {{Field::offset, from(From::derived)}, {Field::seed, way}});
  };
  const auto spelt = [](Spelling spelling) {
    return operation_of(Act::read, {{Field::offset, from(From::known)},
                                    {Field::pick, 1},
                                    {Field::order, static_cast<std::size_t>(spelling)}});
  };
  const auto habitual = [](Act act, std::size_t habit) {
    return operation_of(act, {{Field::lifetime, habit}});
  };
  const auto of_grammar = [](std::size_t grammar, std::size_t seed) {
    return operation_of(Act::append, {{Field::body, grammar}, {Field::seed, seed}});
  };
  const Operation read_earlier =
      operation_of(Act::read, {{Field::condition, static_cast<std::size_t>(Condition::earlier)}});
  const Operation poll_cursor = operation_of(
      Act::long_poll, {{Field::condition, static_cast<std::size_t>(Condition::cursor)}});
  const Operation poll_long_cursor = operation_of(
      Act::long_poll, {{Field::condition, static_cast<std::size_t>(Condition::made_up) + 3}});
  const auto alike = [](Act act, std::size_t which) {
    return operation_of(act, {{Field::stream, plain_streams + which}});
  };
  const auto by_producer = [](Act act, std::size_t producer) {
    return operation_of(act, {{Field::producer, producer}});
  };
  const Operation close_again = operation_of(
      Act::close, {{Field::producer, 1}, {Field::seq, static_cast<std::size_t>(Number::same)}});
  return {
      {create, append, read, head},
      {create, append, append, read_on, read_tail, read_now},
      {create, append, head, append, head},
      {operation_of(Act::create, {{Field::body, 1}}), append, read, head},
      {create_json, append, batch, read, read_on},
      {create, append, close, append, read, head},
      {create, produce, produce, read},
      {create, ordered, ordered, read},
      {create, append, poll, append, read},
      {create, append, events, append, close},
      {create_json, batch, events, append, operation_of(Act::hang_up)},
      {create, append, remove, read, create, append, read},
      {create, append, fork, append_fork, read_fork, append, read},
      {create, append, read, again, append, again},
      {operation_of(Act::create, {{Field::lifetime, 2}}), append,
       operation_of(Act::pass_time, {{Field::size, 2}}), read},
      {create, held(Held::half), close, go_on, read},
      {create, held(Held::last), append, go_on, append, read},
      {create, held(Held::half), read, hang_up, append, read},
      {create, held(Held::all, {{Field::producer, 1}}), read, hang_up, produce, read},
      {create, events, operation_of(Act::stop_reading), append, append, go_on, append},
      {create, append, read, append, read_earlier, remove, create, append, read_earlier},
      {create, append, read, remove, create, append, read_earlier},
      {create, append, read_derived(0), read_derived(3), append, read_derived(2)},
      {create, append, poll_cursor, poll_cursor, poll_long_cursor},
      {create, append, append, spelt(Spelling::encoded), spelt(Spelling::encoded_in_small),
       spelt(Spelling::repeated), spelt(Spelling::backwards)},
      {create, habitual(Act::append, 1), habitual(Act::read, 2), habitual(Act::sse, 3)},
      {create, operation_of(Act::append, {{Field::closing, 2}}), append, read},
      {operation_of(Act::create, {{Field::lifetime, 6}}), append, read},
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
