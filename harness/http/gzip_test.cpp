#include "harness/http/gzip.hpp"

#include <gtest/gtest.h>

namespace conform::http {
namespace {

constexpr std::size_t plenty = 1 << 20;

TEST(Gzip, KeepsContent) {
  for (const auto& content :
       {std::string(), std::string("hello"), std::string(100'000, 'x'), std::string("\0\xff", 2)}) {
    EXPECT_EQ(gunzip(gzip(content), plenty), content);
  }
  EXPECT_LT(gzip(std::string(100'000, 'x')).size(), 1'000U);
}

TEST(Gzip, TellsWhatIsWrong) {
  const auto coded = gzip("hello, hello");
  for (std::size_t size = 0; size < coded.size(); ++size) {
    EXPECT_EQ(gunzip(coded.substr(0, size), plenty).error(), "it ends early") << size;
  }
  EXPECT_EQ(gunzip(coded + "x", plenty).error(), "bytes follow its end");
  EXPECT_EQ(gunzip("hello, hello, hello", plenty).error(), "it is not gzip");
  EXPECT_EQ(gunzip(gzip(std::string(plenty + 1, 'x')), plenty).error(), "it is too large");
}

}  // namespace
}  // namespace conform::http
