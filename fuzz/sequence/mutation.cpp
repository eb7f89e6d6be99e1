#include "fuzz/sequence/mutation.hpp"

#include <algorithm>
#include <array>

namespace conform::fuzz {
namespace {

/// Acts in proportion to how much they lead to: a stream that has nothing in it shows little.
constexpr std::array usual_acts = {
    Act::create, Act::append, Act::append, Act::append,  Act::append, Act::append,   Act::read,
    Act::read,   Act::read,   Act::head,   Act::close,   Act::remove, Act::sse,      Act::long_poll,
    Act::create, Act::fork,   Act::append, Act::hang_up, Act::read,   Act::pass_time};

/// Mostly plain: an operation with many odd choices at once is refused for the first of them.
Operation fresh_operation(Dice& dice) {
  Operation operation;
  operation.set(Field::act, static_cast<std::size_t>(usual_acts[dice.below(usual_acts.size())]));
  if (dice.one_in(4)) operation.set(Field::stream, dice.below(streams));
  const auto odd = dice.below(4);
  for (std::size_t i = 0; i < odd; ++i) {
    const auto field = static_cast<Field>(3 + dice.below(fields - 3));
    operation.set(field, dice.below(choices(field)));
  }
  return normal(operation);
}

/// A choice that makes a difference to this operation.
void choose_anew(Operation& operation, Dice& dice) {
  for (int tries = 0; tries < 16; ++tries) {
    const auto field = static_cast<Field>(dice.below(fields));
    if (!matters(field, operation.act())) continue;
    // Choices near 0 are the right ones, and there are few of them.
    const auto count = dice.one_in(2) ? std::min<std::size_t>(choices(field), 6) : choices(field);
    operation.set(field, dice.below(count));
    operation = normal(operation);
    return;
  }
}

void change(Sequence& sequence, Dice& dice) {
  if (sequence.empty()) {
    sequence.push_back(normal({}));
    return;
  }
  const auto at = dice.below(sequence.size());
  const auto here = sequence.begin() + static_cast<std::ptrdiff_t>(at);
  switch (dice.below(10)) {
    case 0:
    case 1:
      sequence.insert(here, fresh_operation(dice));
      break;
    case 2:
      sequence.push_back(fresh_operation(dice));
      break;
    case 3:
      sequence.erase(here);
      break;
    case 4:
      sequence.insert(here, Operation(*here));
      break;
    case 5:
      std::swap(*here, sequence[dice.below(sequence.size())]);
      break;
    case 6: {
      const auto length = 1 + dice.below(sequence.size() - at);
      const Sequence run(here, here + static_cast<std::ptrdiff_t>(length));
      sequence.insert(sequence.end(), run.begin(), run.end());
      break;
    }
    case 7: {
      here->set(Field::client, dice.below(clients));
      *here = normal(*here);
      break;
    }
    default:
      choose_anew(*here, dice);
      break;
  }
}

/// As many whole operations as there is room for.
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
