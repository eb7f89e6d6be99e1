#include "harness/monitor/served_path.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace conform::monitor {
namespace {

using testing::HasSubstr;

TEST(ServedPath, StreamsAreBelowThePath) {
  const auto served = ServedPath::parse("http://h:81/v1/stream").value();
  EXPECT_EQ(served.stream_in("/v1/stream/a/b?offset=-1"), "a/b");
  EXPECT_EQ(served.stream_in("/v1/stream"), "");
  EXPECT_EQ(served.stream_in("/v1/streams/a"), "");
  EXPECT_EQ(served.stream_in("/index.html"), "");
  EXPECT_EQ(served.stream_in("http://other/v1/stream/a"), "a");
  EXPECT_EQ(served.url_of("/v1/stream/a?x"), "http://h:81/v1/stream/a?x");
  EXPECT_EQ(served.path(), "/v1/stream");
}

TEST(ServedPath, ANameMayStandInside) {
  const auto served = ServedPath::parse("http://h/x/{stream}/data").value();
  EXPECT_EQ(served.stream_in("/x/a/data?y"), "a");
  EXPECT_EQ(served.stream_in("/x/a"), "");
  EXPECT_EQ(served.path(), "/x/{stream}/data");
}

TEST(ServedPath, ASlashMakesEveryUrlAStream) {
  EXPECT_EQ(ServedPath::parse("http://h/").value().stream_in("/a"), "a");
}

TEST(ServedPath, WithoutAPathItIsNotKnownWhatStreamsAre) {
  EXPECT_THAT(ServedPath::parse("http://h").error(), HasSubstr("http://h/v1/stream"));
  EXPECT_THAT(ServedPath::parse("ftp://h/x").error(), HasSubstr("--upstream"));
}

}  // namespace
}  // namespace conform::monitor
