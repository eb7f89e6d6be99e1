#include <gtest/gtest.h>

#include "harness/run/blame.hpp"

namespace conform {
namespace {

Result result(std::string id, Verdict verdict, std::vector<std::string> requirements) {
  Result out;
  out.id = std::move(id);
  out.verdict = verdict;
  out.requirements = std::move(requirements);
  return out;
}

TEST(Blame, AccusesNobodyWhereAllIsWell) {
  Blame blame;
  blame.add(result("a", Verdict::pass, {"1/x"}));
  EXPECT_EQ(blame.start_with(), "");
}

TEST(Blame, TakesThePromiseThatEveryWitnessSawBroken) {
  Blame blame;
  blame.add(result("general", Verdict::fail, {"1/general"}));
  blame.add(result("kept", Verdict::pass, {"1/general"}));
  blame.add(result("exact-1", Verdict::fail, {"2/exact"}));
  blame.add(result("exact-2", Verdict::fail, {"2/exact"}));
  EXPECT_EQ(blame.start_with(), "exact-1");
}

TEST(Blame, TakesManyWitnessesForMoreThanOne) {
  Blame blame;
  blame.add(result("alone", Verdict::fail, {"1/x"}));
  blame.add(result("together-1", Verdict::fail, {"2/x"}));
  blame.add(result("together-2", Verdict::fail, {"2/x"}));
  EXPECT_EQ(blame.start_with(), "together-1");
}

TEST(Blame, PutsABrokenMustBeforeAShould) {
  Blame blame;
  blame.add(result("should-1", Verdict::warn, {"1/x"}));
  blame.add(result("should-2", Verdict::warn, {"1/x"}));
  blame.add(result("must", Verdict::fail, {"2/x"}));
  blame.add(result("kept", Verdict::pass, {"2/x"}));
  EXPECT_EQ(blame.start_with(), "must");
}

}  // namespace
}  // namespace conform
