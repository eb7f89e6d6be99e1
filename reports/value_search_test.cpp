#include "reports/value_search.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>

namespace conform::reports {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

ValueSearch search_for(const std::vector<std::string>& values,
                       ValueSearch::Case letters = ValueSearch::Case::exact) {
  ValueSearch search(letters);
  for (const auto& value : values) search.add(value);
  search.prepare();
  return search;
}

/// The end and the length of each value in the text.
std::vector<std::pair<std::size_t, std::size_t>> found(const ValueSearch& search,
                                                       std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> ends;
  auto state = ValueSearch::start;
  for (std::size_t i = 0; i < text.size(); ++i) {
    state = search.next(state, text[i]);
    search.each_ended(state, [&](std::size_t length) {
      ends.emplace_back(i + 1, length);
      return false;
    });
  }
  return ends;
}

std::size_t begun(const ValueSearch& search, std::string_view text) {
  auto state = ValueSearch::start;
  for (const char c : text) state = search.next(state, c);
  return search.begun(state);
}

TEST(ValueSearch, FindsValuesThatOverlapAndContainOthers) {
  const auto search = search_for({"he", "she", "hers", "his"});
  EXPECT_THAT(found(search, "ushers"), ElementsAre(Pair(4, 3), Pair(4, 2), Pair(6, 4)));
  EXPECT_THAT(found(search, "hHis"), IsEmpty());
  EXPECT_THAT(found(search_for({"aa"}), "aaa"), ElementsAre(Pair(2, 2), Pair(3, 2)));
  EXPECT_THAT(found(search_for({}), "aaa"), IsEmpty());
}

TEST(ValueSearch, IgnoresCase) {
  EXPECT_THAT(found(search_for({"aB\xff"}, ValueSearch::Case::ignored), "xAb\xff"),
              ElementsAre(Pair(4, 3)));
}

TEST(ValueSearch, KnowsBeginnings) {
  const auto search = search_for({"abcd", "cde", "de"});
  EXPECT_EQ(begun(search, "xab"), 2U);
  EXPECT_EQ(begun(search, "xabc"), 3U);
  // A whole value is no beginning, but its end may be one.
  EXPECT_EQ(begun(search, "xabcd"), 2U);
  EXPECT_EQ(begun(search, "xabcde"), 0U);
}

/// What is repeated in values and texts takes no longer.
TEST(ValueSearch, TakesTheTimeOfTheText) {
  std::vector<std::string> values;
  for (int i = 0; i < 100'000; ++i) values.push_back("value-" + std::to_string(i) + "-");
  values.push_back(std::string(100'000, 'a') + "b");
  std::string text(1'000'000, 'a');
  for (const auto& value : values) text += value;
  EXPECT_GE(found(search_for(values), text).size(), values.size());
}

}  // namespace
}  // namespace conform::reports
