#include "fuzz/sequence/mutation.hpp"

#include <algorithm>
#include <array>

namespace conform::fuzz {
namespace {

/// Acts weighted by how much they reach: a stream without content shows little.
constexpr std::array usual_acts = {
    Act::create, Act::append,    Act::append, Act::append, Act::append, Act::append,
    Act::read,   Act::read,      Act::read,   Act::head,   Act::close,  Act::remove,
    Act::sse,    Act::long_poll, Act::create, Act::fork,   Act::append, Act::hang_up,
    Act::read,   Act::pass_time, Act::go_on,  Act::append, Act::read,   Act::stop_reading};

std::size_t any_stream(Dice& dice) {
  return dice.below(dice.one_in(4) ? streams : plain_streams);
}

/// A random field that this operation uses; the act if none is found.
Field field_that_matters(const Operation& operation, Dice& dice) {
  for (int tries = 0; tries < 16; ++tries) {
    const auto field = static_cast<Field>(1 + dice.below(fields - 1));
    if (matters(field, operation.act())) return field;
  }
  return Field::act;
}

/// Prefers choices near 0, which are the few valid ones.
std::size_t any_choice(Field field, Dice& dice) {
  if (field == Field::stream) return any_stream(dice);
  const auto count = dice.one_in(2) ? std::min<std::size_t>(choices(field), 6) : choices(field);
  return dice.below(count);
}

/// Mostly simple: an operation with many unusual choices is refused for the first of them.
Operation fresh_operation(Dice& dice) {
  Operation operation;
  operation.set(Field::act, static_cast<std::size_t>(usual_acts[dice.below(usual_acts.size())]));
  if (dice.one_in(4)) operation.set(Field::stream, any_stream(dice));
  const auto odd = dice.below(4);
  for (std::size_t i = 0; i < odd; ++i) {
    const auto field = field_that_matters(operation, dice);
    if (field > Field::client) operation.set(field, dice.below(choices(field)));
  }
  return normal(operation);
}

/// Replaces a choice that this operation uses.
void replace_choice(Operation& operation, Dice& dice) {
  const auto field = dice.one_in(fields) ? Field::act : field_that_matters(operation, dice);
  operation.set(field, any_choice(field, dice));
  operation = normal(operation);
}

/// The same with another value for a choice other than 0, mostly the next one: similar names,
/// numbers and values are next to each other.
Operation neighbour(Operation operation, Dice& dice) {
  for (int tries = 0; tries < 16; ++tries) {
    const auto field = field_that_matters(operation, dice);
    const auto choice = operation[field];
    if (field == Field::act || choice == 0) continue;
    const auto next = dice.one_in(2) ? choice - 1 : (choice + 1) % choices(field);
    operation.set(field, dice.one_in(3) ? any_choice(field, dice) : next);
    break;
  }
  return normal(operation);
}

/// Repeats the operations on one stream on another one.
void duplicate_stream(Sequence& sequence, std::size_t from, Dice& dice) {
  const auto to = dice.one_in(2) ? from ^ 1U : any_stream(dice);
  Sequence both;
  for (const auto& operation : sequence) {
    both.push_back(operation);
    if (operation[Field::stream] != from) continue;
    auto twin = operation;
    twin.set(Field::stream, to);
    both.push_back(normal(twin));
  }
  sequence = std::move(both);
}

void change(Sequence& sequence, Dice& dice) {
  if (sequence.empty()) {
    sequence.push_back(normal({}));
    return;
  }
  const auto at = dice.below(sequence.size());
  const auto here = sequence.begin() + static_cast<std::ptrdiff_t>(at);
  switch (dice.below(24)) {
    case 0:
    case 1:
    case 2:
    case 3:
      sequence.insert(here, fresh_operation(dice));
      break;
    case 4:
    case 5:
      sequence.push_back(fresh_operation(dice));
      break;
    case 6:
    case 7:
    case 8:
      sequence.erase(here);
      break;
    case 9:
    case 10:
      sequence.insert(here, Operation(*here));
      break;
    case 11:
    case 12:
      std::swap(*here, sequence[dice.below(sequence.size())]);
      break;
    case 13: {
      const auto length = 1 + dice.below(sequence.size() - at);
      const Sequence run(here, here + static_cast<std::ptrdiff_t>(length));
      sequence.insert(sequence.end(), run.begin(), run.end());
      break;
    }
    case 14: {
      const auto times = std::size_t{1} << (1 + dice.below(4));
      sequence.insert(here, times, Operation(*here));
      break;
    }
    case 15:
      duplicate_stream(sequence, (*here)[Field::stream], dice);
      break;
    case 16:
    case 17:
      here->set(Field::client, dice.below(clients));
      *here = normal(*here);
      break;
    case 18:
    case 19:
      sequence.insert(here + 1, neighbour(*here, dice));
      break;
    default:
      replace_choice(*here, dice);
      break;
  }
}

/// Writes as many whole operations as fit.
std::size_t write_to(std::span<std::uint8_t> out, const Sequence& sequence) {
  const auto bytes = encode(sequence);
  const auto size = std::min(bytes.size(), out.size() / fields * fields);
  std::copy_n(bytes.begin(), size, out.begin());
  return size;
}

}  // namespace

Sequence mutate(Sequence sequence, std::uint32_t seed) {
  Dice dice(seed);
  const auto changes = 1 + dice.below(4);
  for (std::size_t i = 0; i < changes; ++i) change(sequence, dice);
  if (sequence.size() > longest_sequence) sequence.resize(longest_sequence);
  return sequence;
}

Sequence splice(const Sequence& first, const Sequence& second, std::uint32_t seed) {
  Dice dice(seed);
  const auto keep = dice.below(first.size() + 1);
  const auto skip = dice.below(second.size() + 1);
  Sequence both(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(keep));
  both.insert(both.end(), second.begin() + static_cast<std::ptrdiff_t>(skip), second.end());
  if (both.size() > longest_sequence) both.resize(longest_sequence);
  return both;
}

std::size_t mutate(std::span<const std::uint8_t> bytes, std::span<std::uint8_t> out,
                   std::uint32_t seed) {
  return write_to(out, mutate(decode(bytes), seed));
}

std::size_t splice(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                   std::span<std::uint8_t> out, std::uint32_t seed) {
  return write_to(out, splice(decode(first), decode(second), seed));
}

}  // namespace conform::fuzz
