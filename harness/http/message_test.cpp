#include "harness/http/message.hpp"

#include <gmock/gmock.h>

#include "harness/http/base64.hpp"
#include "harness/http/media_type.hpp"

namespace conform::http {
namespace {

using testing::ElementsAre;

TEST(Headers, CompareNamesWithoutCase) {
  const Headers headers{{"Stream-Next-Offset", "7"}};
  EXPECT_EQ(headers.find("stream-next-offset"), "7");
  EXPECT_FALSE(headers.contains("Stream-Next"));
}

TEST(Headers, KeepRepeatedFieldsInOrder) {
  Headers headers;
  headers.add("Vary", "a");
  headers.add("X", "y");
  headers.add("vary", "b");
  EXPECT_THAT(headers.all("VARY"), ElementsAre("a", "b"));
  EXPECT_EQ(headers.combined("Vary"), "a, b");
  headers.set("Vary", "c");
  EXPECT_THAT(headers.all("Vary"), ElementsAre("c"));
  EXPECT_EQ(headers.combined("Absent"), std::nullopt);
}

TEST(Text, IsTrimmedOfSpacesAndTabsOnly) {
  EXPECT_EQ(trim(" \t a b \t"), "a b");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim("a\n"), "a\n");
}

TEST(MediaType, ComparesWithoutCaseAndParameters) {
  EXPECT_TRUE(same_media_type("Text/Plain; charset=utf-8", "text/plain"));
  EXPECT_FALSE(same_media_type("text/plain", "text/plainer"));
  EXPECT_TRUE(is_json("application/JSON ;x=y"));
  EXPECT_FALSE(is_json("application/ndjson"));
  EXPECT_TRUE(is_text_over_sse("TEXT/csv"));
  EXPECT_FALSE(is_text_over_sse("application/xml"));
}

TEST(Base64, EncodesEveryRemainder) {
  EXPECT_EQ(base64_encode(""), "");
  EXPECT_EQ(base64_encode("f"), "Zg==");
  EXPECT_EQ(base64_encode("fo"), "Zm8=");
  EXPECT_EQ(base64_encode("foo"), "Zm9v");
  EXPECT_EQ(base64_encode("\xFF\xEF\xBE"), "/+++");
}

TEST(Base64, DecodesWhatItEncodes) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
    bytes.push_back(static_cast<char>(i * 7));
  }
}

TEST(Base64, PassesOverLineBreaksOnly) {
  EXPECT_EQ(base64_decode("Zm9v\nYmFy\r\n"), "foobar");
  EXPECT_EQ(base64_decode("Zm9 v"), std::nullopt);
}

TEST(Base64, RefusesWhatIsNone) {
  EXPECT_EQ(base64_decode("Zg="), std::nullopt);
  EXPECT_EQ(base64_decode("Zg"), std::nullopt);
  EXPECT_EQ(base64_decode("Z==="), std::nullopt);
  EXPECT_EQ(base64_decode("=Zg="), std::nullopt);
  EXPECT_EQ(base64_decode("Zm9-"), std::nullopt);
}

}  // namespace
}  // namespace conform::http
