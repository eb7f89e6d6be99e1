#include "fuzz/malformed/act.hpp"

#include <gmock/gmock.h>

#include <random>

#include "fuzz/malformed/mutation.hpp"
#include "fuzz/malformed/stimulus.hpp"
#include "fuzz/malformed/strict_parser.hpp"
#include "fuzz/malformed/vocabulary.hpp"
#include "harness/http/utf8.hpp"
#include "harness/scenario/template_text.hpp"

namespace conform::malformed {
namespace {

using testing::HasSubstr;

std::vector<std::uint8_t> random_bytes(std::uint32_t seed, std::size_t count) {
  std::minstd_rand random(seed);
  std::vector<std::uint8_t> bytes(count);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() >> 8);
  return bytes;
}

std::string filled(const RawStep& step) {
  const auto lookup = [&](std::string_view variable) -> std::optional<std::string> {
    if (variable == "host") return "h:1";
    if (variable == "body") return std::string(held_request_bytes, 'x');
    if (variable.starts_with("path:")) return "/" + std::string(variable.substr(5));
    if (variable.starts_with("s:")) return "http://h:1/" + std::string(variable.substr(2));
    return std::nullopt;
  };
  return substitute(step.bytes, lookup).value();
}

TEST(Act, AnyBytesAreASequence) {
  for (std::uint32_t seed = 1; seed < 300; ++seed) {
    const auto sequence = decode(random_bytes(seed, seed));
    EXPECT_EQ(sequence.size(), std::min<std::size_t>(seed / fields, longest_sequence));
    EXPECT_EQ(decode(encode(sequence)), sequence);
    for (const auto& act : sequence) EXPECT_EQ(normal(act), act);
  }
}

TEST(Act, EveryActCanBeSentAndWrittenDown) {
  for (std::uint32_t seed = 1; seed < 2000; ++seed) {
    auto act = decode(random_bytes(seed, fields)).front();
    act.set(Field::size, act[Field::size] % 10);
    const auto step = stimulus_of(act, 1);
    EXPECT_TRUE(http::is_utf8(step.bytes)) << seed;
    EXPECT_TRUE(variables_in(step.bytes)) << seed;
    (void)filled(step);
  }
}

TEST(Act, ThePlainestIsAWellFormedRead) {
  const auto parsed = parse_strictly(filled(stimulus_of({}, 1)), "h:1");
  ASSERT_EQ(parsed.valid.size(), 1U);
  EXPECT_EQ(parsed.valid[0].method, "GET");
  EXPECT_EQ(parsed.valid[0].target, "/own-1");
  EXPECT_EQ(parsed.remainder, Remainder::nothing);
}

TEST(Act, LengthsAreTrueWhateverStreamsAreCalled) {
  Act act;
  act.set(Field::method, 1);
  act.set(Field::body, static_cast<std::size_t>(BodyKind::removal));
  for (const std::size_t how_told : {1U, 2U}) {
    act.set(Field::framing, how_told);
    const auto step = stimulus_of(act, 3);
    EXPECT_THAT(step.body.value(), HasSubstr("DELETE {path:canary-3} "));
    const auto parsed = parse_strictly(filled(step), "h:1");
    ASSERT_EQ(parsed.valid.size(), 1U);
    EXPECT_EQ(parsed.valid[0].body.size(), held_request_bytes);
    EXPECT_EQ(parsed.remainder, Remainder::nothing);
  }
}

TEST(Act, EveryShapeOfChunksDiffers) {
  Act act;
  act.set(Field::method, 1);
  act.set(Field::framing, 2);
  act.set(Field::body, static_cast<std::size_t>(BodyKind::text));
  act.set(Field::size, 3);
  std::set<std::string> shapes;
  for (std::size_t shape = 0; shape < choices(Field::chunks); ++shape) {
    act.set(Field::chunks, shape);
    shapes.insert(stimulus_of(act, 1).bytes);
  }
  // The size 5 is the same in upper case.
  EXPECT_EQ(shapes.size(), chunk_shape_choices - 1);
}

TEST(Mutation, MakesEveryChoiceOnce) {
  std::set<std::pair<Field, std::size_t>> made;
  for (const auto& act : every_choice()) {
    EXPECT_EQ(normal(act), act);
    for (std::size_t i = 0; i < fields; ++i) {
      made.emplace(static_cast<Field>(i), act[static_cast<Field>(i)]);
    }
  }
  std::size_t all = 0;
  for (std::size_t i = 0; i < fields; ++i) all += choices(static_cast<Field>(i));
  EXPECT_EQ(made.size(), all);
}

TEST(Mutation, IsRepeatableAndStaysInRange) {
  Sequence sequence;
  for (std::uint32_t seed = 1; seed < 500; ++seed) {
    const auto next = mutate(sequence, seed);
    EXPECT_EQ(mutate(sequence, seed), next);
    EXPECT_LE(next.size(), longest_sequence);
    for (const auto& act : next) EXPECT_EQ(normal(act), act);
    sequence = next;
  }
}

}  // namespace
}  // namespace conform::malformed
