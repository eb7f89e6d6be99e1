#include "fuzz/sequence/operation.hpp"

#include <gmock/gmock.h>

#include <random>

#include "fuzz/sequence/bodies.hpp"
#include "fuzz/sequence/mutation.hpp"
#include "fuzz/sequence/seeds.hpp"
#include "fuzz/sequence/vocabulary.hpp"

namespace conform::fuzz {
namespace {

using testing::Each;
using testing::Le;
using testing::SizeIs;

std::vector<std::uint8_t> noise(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> bytes(count);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

TEST(Operation, AnyBytesAreASequence) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const auto bytes = noise(seed * 7, seed);
    const auto sequence = decode(bytes);
    EXPECT_THAT(sequence, SizeIs(std::min(bytes.size() / fields, longest_sequence)));
    for (const auto& operation : sequence) {
      EXPECT_EQ(operation, normal(operation));
      for (std::size_t i = 0; i < fields; ++i) {
        EXPECT_LT(operation.value[i], choices(static_cast<Field>(i)));
      }
    }
  }
}

TEST(Operation, EncodingIsTheWayBack) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const auto sequence = decode(noise(fields * 9, seed));
    EXPECT_EQ(decode(encode(sequence)), sequence);
  }
}

TEST(Operation, WhatMakesNoDifferenceIsZero) {
  Operation head;
  head.set(Field::act, static_cast<std::size_t>(Act::head));
  head.set(Field::stream, 2);
  head.set(Field::body, 5);
  head.set(Field::producer, 1);
  Operation plain;
  plain.set(Field::act, static_cast<std::size_t>(Act::head));
  plain.set(Field::stream, 2);
  EXPECT_EQ(normal(head), plain);
}

TEST(Mutation, KeepsSequencesWhole) {
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    const auto before = decode(noise(fields * (seed % 70), seed));
    const auto after = mutate(before, seed);
    EXPECT_LE(after.size(), longest_sequence);
    EXPECT_EQ(decode(encode(after)), after);
    EXPECT_EQ(mutate(before, seed), after);
  }
}

TEST(Mutation, MakesSomethingOfNothing) {
  EXPECT_FALSE(mutate({}, 1).empty());
}

TEST(Mutation, ReachesEveryAct) {
  std::array<bool, acts> seen{};
  Sequence sequence = seeds().front();
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    sequence = mutate(sequence, seed);
    for (const auto& operation : sequence) seen[operation[Field::act]] = true;
  }
  EXPECT_THAT(seen, Each(true));
}

TEST(Splice, JoinsABeginningAndAnEnd) {
  const auto first = seeds()[0];
  const auto second = seeds()[1];
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    const auto both = splice(first, second, seed);
    EXPECT_LE(both.size(), first.size() + second.size());
    EXPECT_EQ(decode(encode(both)), both);
  }
}

TEST(Bodies, StayWithinTheirBound) {
  for (std::size_t grammar = 0; grammar < body_grammars; ++grammar) {
    for (std::size_t size = 0; size < choices(Field::size); ++size) {
      EXPECT_THAT(body_of({grammar, size, 3, 7, true}, 5000), SizeIs(Le(5000U)));
    }
  }
}

TEST(Bodies, PlainOnesFitTheTypeAndTellThemselvesApart) {
  EXPECT_EQ(body_of({0, 0, 0, 3, false}, 100), "m3;");
  EXPECT_EQ(body_of({0, 0, 0, 3, true}, 100), R"({"m":3})");
  EXPECT_EQ(body_of({2, 2, 0, 3, true}, 100), R"([{"m":3,"i":0},{"m":3,"i":1}])");
}

TEST(Seeds, AreInNormalForm) {
  for (const auto& sequence : seeds()) EXPECT_EQ(decode(encode(sequence)), sequence);
}

}  // namespace
}  // namespace conform::fuzz
