#include "harness/judge/features.hpp"

#include <gmock/gmock.h>

namespace conform {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Exchange asked(std::string method, std::string target, http::Headers headers = {}) {
  Exchange exchange;
  exchange.request = {std::move(method), std::move(target), std::move(headers), {}};
  return exchange;
}

TEST(Features, OfWritingAndReadingAStreamAreNone) {
  EXPECT_THAT(features_of({asked("PUT", "/s", {{"Content-Type", "text/plain"}}),
                           asked("POST", "/s", {{"Content-Type", "text/plain"}}),
                           asked("GET", "/s?offset=-1")}),
              IsEmpty());
}

TEST(Features, AreMethodsHeadersAndParametersThatChangeWhatIsAsked) {
  EXPECT_THAT(features_of({asked("HEAD", "/s")}), ElementsAre("HEAD"));
  EXPECT_THAT(features_of({asked("POST", "/s", {{"Stream-Closed", "true"}})}),
              ElementsAre("stream-closed"));
  EXPECT_THAT(features_of({asked("PUT", "/s", {{"Content-Type", "application/json"}})}),
              ElementsAre("json"));
  EXPECT_THAT(features_of({asked("GET", "/s?offset=7&live=sse")}), ElementsAre("live", "offset"));
  EXPECT_THAT(features_of({asked("GET", "/s?offset=now")}), ElementsAre("now"));
  EXPECT_THAT(features_of({asked("GET", "/__ds/jwks.json")}), ElementsAre("subscriptions"));
}

TEST(Features, SaySoWhereSeveralStreamsTakePart) {
  EXPECT_THAT(features_of({asked("GET", "/a"), asked("GET", "/b")}), ElementsAre("other stream"));
}

}  // namespace
}  // namespace conform
