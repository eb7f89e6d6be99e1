#include "harness/scenario/bounded_toml.hpp"

#include <gtest/gtest.h>

#include <string>

namespace conform {
namespace {

std::string many(std::string_view part, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += part;
  return out;
}

/// Empty if the text is read.
std::string error_of(std::string_view text) {
  const auto parsed = bounded_toml(text, "x.toml");
  return parsed ? "" : std::string(parsed.error().description());
}

constexpr int too_many = 100'000;
constexpr std::string_view problem = "keys are nested more than 256 deep";

TEST(BoundedToml, KeysOfManyPartsAreRefused) {
  const auto parts = many("a.", too_many);
  EXPECT_EQ(error_of(parts + "a = 1"), problem);
  EXPECT_EQ(error_of("[" + parts + "a]"), problem);
  EXPECT_EQ(error_of("[[" + parts + "a]]"), problem);
  EXPECT_EQ(error_of("x = 1 # \"\n" + many("'a' . \"b\\\"\" .", too_many) + "a = 1"), problem);
  EXPECT_EQ(error_of("x = [{ y = \"\"\"z\"\"\"\"\", " + parts + "a = 1 }]"), problem);
  EXPECT_EQ(error_of(many("x = { " + many("a.", 200), 200)), problem);
}

TEST(BoundedToml, TheErrorHasAPlace) {
  const auto parsed = bounded_toml("x = 1\n  " + many("a.", too_many) + "a = 1", "x.toml");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().source().begin.line, 2U);
}

TEST(BoundedToml, DotsElsewhereAreNoDepth) {
  EXPECT_EQ(error_of("x = '" + many(".", too_many) + "'"), "");
  EXPECT_EQ(error_of("x = \"\\\"" + many(".", too_many) + "\""), "");
  EXPECT_EQ(error_of("x = '''\n" + many("'.\n", too_many) + "'''"), "");
  EXPECT_EQ(error_of("# " + many(".", too_many)), "");
  EXPECT_EQ(error_of("x = [" + many("1.5, ", too_many) + "]"), "");
  EXPECT_EQ(error_of("x = [\n" + many("1.5,\n", too_many) + "]"), "");
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += "a.b.c" + std::to_string(i) + " = 2.5\n";
  EXPECT_EQ(error_of(lines), "");
  EXPECT_EQ(error_of(many("[[a.b]]\nc.d = [{ e.f = 1 }]\n", 1000)), "");
}

}  // namespace
}  // namespace conform
