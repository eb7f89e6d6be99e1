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
  const Operation again = one(Act::read, {{Field::condition, 1}});
  const Operation head = one(Act::head);
  const Operation close = one(Act::close);
  const Operation remove = one(Act::remove);
  const Operation poll = one(Act::long_poll, {{Field::offset, from(From::tail)}});
  const Operation events = one(Act::sse);
  const Operation fork = one(Act::fork, {{Field::stream, 1}});
  const Operation read_fork = one(Act::read, {{Field::stream, 1}});
  const Operation append_fork = one(Act::append, {{Field::stream, 1}});
  return {{create, append, read, head},
          {create, append, append, read_on, read_tail},
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
          {one(Act::create, {{Field::lifetime, 2}}), append,
           one(Act::pass_time, {{Field::size, 2}}), read}};
}

}  // namespace conform::fuzz
