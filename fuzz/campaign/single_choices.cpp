#include "fuzz/campaign/single_choices.hpp"

#include <initializer_list>
#include <utility>

#include "fuzz/sequence/vocabulary.hpp"

namespace conform::fuzz {
namespace {

/// How many sizes of each body grammar are tried.
constexpr std::size_t sizes = 11;
/// How many of the known or invented offsets are tried.
constexpr std::size_t picks = 13;

/// Collects sequences, each with one varied operation among simple ones.
class Collection {
 public:
  /// Every choice of these fields.
  void add_each(const Sequence& before, const Operation& plain, std::initializer_list<Field> which,
                const Sequence& after) {
    for (const auto field : which) {
      for (std::size_t choice = 1; choice < choices(field); ++choice) {
        auto operation = plain;
        operation.set(field, choice);
        add(before, operation, after);
      }
    }
  }

  void add_bodies(const Sequence& before, const Sequence& after) {
    for (std::size_t grammar = 1; grammar < choices(Field::body); ++grammar) {
      for (std::size_t i = 0; i < sizes; ++i) {
        const auto size = i * (choices(Field::size) - 1) / (sizes - 1);
        add(before,
            operation_of(Act::append,
                         {{Field::body, grammar}, {Field::size, size}, {Field::seed, i}}),
            after);
      }
    }
  }

  void add_offsets(const Sequence& before, const Sequence& after) {
    for (std::size_t offset = 1; offset < choices(Field::offset); ++offset) {
      for (std::size_t pick = 0; pick < picks; ++pick) {
        add(before, operation_of(Act::read, {{Field::offset, offset}, {Field::pick, pick}}), after);
      }
    }
  }

  [[nodiscard]] std::vector<Sequence> take() { return std::move(all_); }

 private:
  void add(const Sequence& before, const Operation& operation, const Sequence& after) {
    auto sequence = before;
    sequence.push_back(normal(operation));
    sequence.insert(sequence.end(), after.begin(), after.end());
    all_.push_back(std::move(sequence));
  }

  std::vector<Sequence> all_;
};

void shuffle(std::vector<Sequence>& sequences, std::uint32_t seed) {
  Dice dice(seed);
  for (std::size_t left = sequences.size(); left > 1; --left) {
    std::swap(sequences[left - 1], sequences[dice.below(left)]);
  }
}

}  // namespace

std::vector<Sequence> single_choices(std::uint32_t seed) {
  const auto create = operation_of(Act::create);
  const auto create_json = operation_of(Act::create, {{Field::type, 1}});
  const auto append = operation_of(Act::append);
  const auto produce = operation_of(Act::append, {{Field::producer, 1}});
  const auto close = operation_of(Act::close);
  const auto close_as_producer = operation_of(Act::close, {{Field::producer, 1}});
  const auto read = operation_of(Act::read);
  const auto events = operation_of(Act::sse);
  const auto create_other = operation_of(Act::create, {{Field::stream, 1}});
  const auto append_other = operation_of(Act::append, {{Field::stream, 1}});
  const auto fork = operation_of(Act::fork, {{Field::stream, 1}});
  const auto read_fork = operation_of(Act::read, {{Field::stream, 1}});
  Collection all;
  all.add_each({}, create, {Field::type, Field::lifetime, Field::closing}, {append, read});
  all.add_each({create}, append, {Field::type, Field::order, Field::closing, Field::producer},
               {append, read});
  all.add_each({create, produce}, produce, {Field::epoch, Field::seq}, {produce, read});
  all.add_each({create, produce}, close_as_producer, {Field::epoch, Field::seq}, {read, append});
  all.add_each({create, append}, close, {Field::closing, Field::producer}, {read, append});
  all.add_each({create, append}, read, {Field::condition}, {append, read});
  all.add_each({create, append}, events, {Field::offset, Field::condition}, {append, append});
  all.add_each({create, append}, operation_of(Act::long_poll), {Field::offset, Field::condition},
               {append, append});
  all.add_each({create, append}, fork,
               {Field::type, Field::offset, Field::seq, Field::lifetime, Field::closing},
               {read_fork, append});
  all.add_bodies({create}, {append, read, events});
  all.add_bodies({create_json}, {append, read, events});
  all.add_offsets({create_other, append_other, append_other, create, append}, {append, read});
  auto sequences = all.take();
  shuffle(sequences, seed);
  return sequences;
}

}  // namespace conform::fuzz
