#include "fuzz/sequence/operation.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
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

TEST(Bodies, DeepAndWideOnesAreWholeJson) {
  constexpr std::size_t most = 1 << 17;
  for (const std::size_t grammar : {16U, 17U, 18U, 19U, 20U, 21U}) {
    for (std::size_t seed = 0; seed < 48; ++seed) {
      const auto body = body_of({grammar, seed, seed, 1, true}, most);
      EXPECT_TRUE(nlohmann::json::accept(body) || body.find("e400") != std::string::npos ||
                  body.find("E400") != std::string::npos || body.find("e308") != std::string::npos)
          << grammar << " " << seed;
    }
  }
  const auto deepest = body_of({16, 0, 0, 1, true}, most);
  EXPECT_EQ(std::count(deepest.begin(), deepest.end(), '['), 6000);
}

TEST(Derived, DiffersFromTheOffsetThatWasGiven) {
  for (const std::string_view offset : {"0000000000000000_0000000000000005", "01JABC", "7"}) {
    for (std::size_t way = 0; way < derivations; ++way) {
      const bool same_number = way == 7 && offset == "7";
      EXPECT_EQ(derived(offset, way) == offset, same_number) << offset << " " << way;
    }
  }
  EXPECT_EQ(derived("0000_0012", 7), "12");
  EXPECT_EQ(derived("0000_0012", 3), "0000_0013");
}

TEST(Seeds, AreInNormalForm) {
  for (const auto& sequence : seeds()) EXPECT_EQ(decode(encode(sequence)), sequence);
}

}  // namespace
}  // namespace conform::fuzz
