#include "reports/secrets.hpp"

#include <gtest/gtest.h>

namespace conform::reports {
namespace {

Exchange asking(std::string target, http::Headers headers) {
  Exchange out;
  out.request = {"GET", std::move(target), std::move(headers), ""};
  return out;
}

TEST(Secrets, KnowsHeadersInAnyCase) {
  const Secrets secrets({"X-Tenant-Key"});
  EXPECT_TRUE(secrets.hides("authorization"));
  EXPECT_TRUE(secrets.hides("COOKIE"));
  EXPECT_TRUE(secrets.hides("Proxy-Authorization"));
  EXPECT_TRUE(secrets.hides("X-Api-Key"));
  EXPECT_TRUE(secrets.hides("x-tenant-key"));
  EXPECT_FALSE(secrets.hides("Stream-Seq"));
}

TEST(Secrets, HidesWhatAServerEchoes) {
  Secrets secrets;
  secrets.learn(asking("http://h/", {{"Authorization", "Bearer abcd1234"}}));
  EXPECT_EQ(secrets.hide("no such token: abcd1234!"), "no such token: «hidden»!");
  EXPECT_EQ(secrets.hide("Authorization: Bearer abcd1234"), "Authorization: «hidden»");
}

TEST(Secrets, HidesWhatItWasGiven) {
  const Secrets secrets({}, {"Bearer abcd1234"});
  EXPECT_EQ(secrets.hide("token abcd1234 expired"), "token «hidden» expired");
}

TEST(Secrets, HidesUserAndPasswordOfAUrl) {
  Secrets secrets;
  secrets.learn(asking("http://user:pa55word@host/x?offset=now", {}));
  EXPECT_EQ(secrets.hide("GET http://user:pa55word@host/x"), "GET http://«hidden»@host/x");
  EXPECT_EQ(secrets.hide("pa55word"), "«hidden»");
  EXPECT_EQ(secrets.hide("host/x?offset=now"), "host/x?offset=now");
}

TEST(Secrets, HidesQueryParametersThatAreCredentials) {
  Secrets secrets;
  secrets.learn(asking("http://host/x?offset=0001&token=abcd1234&live=sse", {}));
  EXPECT_EQ(secrets.hide("?offset=0001&token=abcd1234&live=sse"),
            "?offset=0001&token=«hidden»&live=sse");
}

TEST(Secrets, NoSecretHidesAPartOfALongerOne) {
  Secrets secrets({"X-Key"});
  secrets.learn(asking("http://h/", {{"X-Key", "abcd"}}));
  secrets.learn(asking("http://h/", {{"X-Key", "abcdefgh"}}));
  EXPECT_EQ(secrets.hide("abcdefgh abcd"), "«hidden» «hidden»");
}

}  // namespace
}  // namespace conform::reports
