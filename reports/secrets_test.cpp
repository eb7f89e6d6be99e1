#include "reports/secrets.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/http/base64.hpp"
#include "harness/http/url.hpp"

namespace conform::reports {
namespace {

Exchange asking(std::string target, http::Headers headers) {
  Exchange out;
  out.request = {"GET", std::move(target), std::move(headers), ""};
  return out;
}

/// Of a run with these headers.
Secrets sent(std::string_view name, std::string_view value) {
  Secrets secrets;
  secrets.learn_header(name, value);
  return secrets;
}

constexpr std::string_view token = "Tk-9f/3a+\"7Q";

std::string each(std::string_view text, std::string_view format) {
  std::string out;
  for (const char c : text) out += fmt::format(fmt::runtime(format), static_cast<unsigned char>(c));
  return out;
}

TEST(Secrets, KnowsHeadersInAnyCase) {
  const auto secrets = sent("X-Tenant-Key", "");
  EXPECT_TRUE(secrets.hides("authorization"));
  EXPECT_TRUE(secrets.hides("COOKIE"));
  EXPECT_TRUE(secrets.hides("Proxy-Authorization"));
  EXPECT_TRUE(secrets.hides("X-Api-Key"));
  EXPECT_TRUE(secrets.hides("x-tenant-key"));
  EXPECT_FALSE(secrets.hides("Stream-Seq"));
}

TEST(Secrets, HeadersThatEverybodySendsAreNone) {
  const auto secrets = sent("Accept", "application/json");
  EXPECT_FALSE(secrets.hides("Accept"));
  EXPECT_EQ(secrets.hide("Content-Type: application/json"), "Content-Type: application/json");
}

TEST(Secrets, HidesWhatAServerEchoes) {
  Secrets secrets;
  secrets.learn(asking("http://h/", {{"Authorization", "Bearer abcd1234"}}));
  EXPECT_EQ(secrets.hide("no such token: abcd1234!"), "no such token: «hidden»!");
  EXPECT_EQ(secrets.hide("Authorization: Bearer abcd1234"), "Authorization: «hidden»");
}

TEST(Secrets, HidesPartsOfACredential) {
  EXPECT_EQ(sent("Authorization", "Basic " + http::base64_encode("ann:pa55-word!"))
                .hide("wrong password pa55-word! for ann"),
            "wrong password «hidden» for ann");
  EXPECT_EQ(sent("Cookie", "theme=dark; sid=\"q1w2e3r4t5\"").hide("session q1w2e3r4t5"),
            "session «hidden»");
  EXPECT_EQ(sent("Authorization", "Digest username=\"ann\", response=\"0badc0de0badc0de\"")
                .hide("got 0BADC0DE0badc0de"),
            "got «hidden»");
}

/// The token in 25 encodings.
std::vector<std::string> encoded_tokens() {
  const auto base64 = http::base64_encode(token);
  auto for_urls = base64;
  for (char& c : for_urls) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return {
      std::string(token),
      http::to_lower(token),
      http::percent_encode(token),
      http::to_lower(http::percent_encode(token)),
      http::percent_encode(http::percent_encode(token)),
      each(token, "%{:02x}"),
      R"(Tk-9f\/3a+\"7Q)",
      R"(Tk-9f\\\/3a+\\\"7Q)",
      each(token, "\\u{:04x}"),
      each(token, "\\u{{{:x}}}"),
      each(token, "\\x{:02X}"),
      each(token, "\\{:03o}"),
      "Tk-9f/3a+&quot;7Q",
      "Tk-9f&#x2F;3a&#43;&#34;7Q",
      "Tk-9f&sol;3a&plus;&quot;7Q",
      each(token, "={:02X}"),
      base64,
      for_urls,
      http::base64_encode(base64),
      http::percent_encode(base64),
      http::base64_encode(fmt::format("{{\"key\": \"{}\"}}", http::percent_encode(token))),
      each(token, "{:02x}"),
      each(token, "{:02X}:"),
      each(token, "0x{:02x}, "),
      each(token, "{}, "),
  };
}

TEST(Secrets, HidesEveryEncoding) {
  const auto secrets = sent("X-Api-Key", token);
  for (const auto& text : encoded_tokens()) {
    for (const std::string before : {"", "a", "zz ", "key="}) {
      const auto shown = secrets.hide(before + text + " or not");
      EXPECT_NE(shown.find("«hidden»"), std::string::npos) << text;
      EXPECT_EQ(shown.find(text), std::string::npos) << text;
    }
  }
}

TEST(Secrets, HidesEveryEncodingThatIsCutOff) {
  const auto secrets = sent("X-Api-Key", token);
  for (const auto& text : encoded_tokens()) {
    // All but a tenth of it is there.
    const auto part = text.substr(0, text.size() - text.size() / 10 - 1);
    for (const std::string after : {"", "… 99 bytes more", "\" and 99 more bytes", "' | curl"}) {
      const auto shown = secrets.hide("{\"got\": \"" + part + after);
      EXPECT_NE(shown.find("«hidden»"), std::string::npos) << part << after;
      EXPECT_EQ(shown.find(part), std::string::npos) << part << after;
    }
  }
}

TEST(Secrets, HidesTheWholeOfAnEncodedValueAndNothingElse) {
  const auto secrets = sent("X-Api-Key", token);
  EXPECT_EQ(secrets.hide("{\"a\": \"Tk-9f\\/3a+\\\"7Q\", \"b\": 1}"),
            "{\"a\": \"«hidden»\", \"b\": 1}");
  EXPECT_EQ(secrets.hide("<p>Tk-9f/3a+&quot;7Q</p>"), "<p>«hidden»</p>");
}

TEST(Secrets, HidesUtf16) {
  const auto secrets = sent("X-Api-Key", "k3y-12345678");
  std::string wide;
  for (const char c : std::string_view("k3y-12345678")) wide += {c, '\0'};
  EXPECT_EQ(secrets.hide(wide).find("«hidden»"), 0U);
}

TEST(Secrets, HidesWhatWasCutOffWithTheText) {
  const auto secrets = sent("X-Api-Key", "k3y-1234567890");
  EXPECT_EQ(secrets.hide("got k3y-12345"), "got «hidden»");
  EXPECT_EQ(secrets.hide("34567890 was sent"), "«hidden» was sent");
  EXPECT_EQ(secrets.hide("got \"k3y-12345\" and 5 more bytes, then"),
            "got \"«hidden»\" and 5 more bytes, then");
  EXPECT_EQ(secrets.hide(R"(differs at byte 9: "1234567890, k3y-1234567", or "ab")"),
            R"(differs at byte 9: "«hidden», «hidden»", or "ab")");
}

TEST(Secrets, HidesWhatWasCutOffAndEscaped) {
  const auto secrets = sent("X-Api-Key", "k3y-\"1234567890");
  EXPECT_EQ(secrets.hide(R"(got "k3y-\"12345")"), R"(got "«hidden»")");
}

TEST(Secrets, HidesWhatWasCutOffInBase64) {
  const auto secrets = sent("X-Api-Key", token);
  for (const std::string before : {"", "x", "xy"}) {
    const auto whole = http::base64_encode(before + std::string(token));
    const auto part = whole.substr(0, whole.size() - 4);
    const auto shown = secrets.hide(fmt::format("got \"{}\" and 4 more bytes", part));
    EXPECT_EQ(shown.find(part.substr(4)), std::string::npos) << shown;
  }
}

TEST(Secrets, HidesWhatWasCutOffInTheMiddleOfAText) {
  const auto secrets = sent("X-Api-Key", "k3y-1234567890");
  EXPECT_EQ(secrets.hide("a k3y-… 9 bytes more, and so on"), "a «hidden»… 9 bytes more, and so on");
  EXPECT_EQ(secrets.hide("got \"a k3y-12345\" and 9 more bytes"),
            "got \"a «hidden»\" and 9 more bytes");
  EXPECT_EQ(secrets.hide("the first difference at byte 9: \"34567890, b\""),
            "the first difference at byte 9: \"«hidden», b\"");
  EXPECT_EQ(secrets.hide("printf 'K3Y-12345' | curl"), "printf '«hidden»' | curl");
  EXPECT_EQ(secrets.hide("a \"k3y\" and \"7890\""), "a \"k3y\" and \"7890\"");
}

TEST(Secrets, HidesEveryValueInItsOwnPlace) {
  const auto secrets = sent("X-Tenant", "test");
  EXPECT_EQ(secrets.hide("curl -H \"X-Tenant: test\" -H \"Accept: a/b\""),
            "curl -H \"X-Tenant: «hidden»\" -H \"Accept: a/b\"");
  EXPECT_EQ(secrets.hide("curl -H \"Cookie: a=\\\"b\\\"\" x"), "curl -H \"Cookie: «hidden»\" x");
  EXPECT_EQ(secrets.hide("GET / HTTP/1.1\nauthorization: x\nHost: h"),
            "GET / HTTP/1.1\nauthorization: «hidden»\nHost: h");
  EXPECT_EQ(secrets.hide("a Cookie: was expected"), "a Cookie: was expected");
}

TEST(Secrets, OfOtherClientsAreHeadersWithNamesLikeKeys) {
  const auto exchange =
      asking("http://h/", {{"X-Tenant-Token", "abcd1234"}, {"X-Trace", "b3b3b3b3"}});
  Secrets others(Secrets::Queries::all_others);
  others.learn(exchange);
  EXPECT_EQ(others.hide("abcd1234 b3b3b3b3"), "«hidden» b3b3b3b3");
  Secrets ours;
  ours.learn(exchange);
  EXPECT_EQ(ours.hide("abcd1234"), "abcd1234");
}

TEST(Secrets, HidesWhatStandsAcrossBlocks) {
  const auto secrets = sent("X-Api-Key", token);
  const std::string before((256U << 10U) - 5, '.');
  EXPECT_EQ(secrets.hide(before + std::string(token) + "..."), before + "«hidden»...");
}

TEST(Secrets, HidesSingleEncodingsInLongTexts) {
  const auto secrets = sent("X-Api-Key", token);
  const std::string around(40'000, '.');
  for (const std::string& text :
       {std::string(token), http::to_lower(token), http::percent_encode(token),
        std::string(R"(Tk-9f/3a+\"7Q)"), std::string(R"(Tk-9f\/3a+\"7Q)"),
        http::base64_encode(token), http::base64_encode(fmt::format("a{}b", token)),
        http::base64_encode(fmt::format("ab{}", token)), each(token, "{:02x}"),
        each(token, "{:02X}")}) {
    const auto shown = secrets.hide(around + text + around);
    EXPECT_NE(shown.find("«hidden»"), std::string::npos) << text;
    EXPECT_EQ(shown.find(text), std::string::npos) << text;
  }
}

TEST(Secrets, HidesWhatIsEscapedInLongTexts) {
  const auto secrets = sent("X-Api-Key", R"(a%key<5J>'r\U"3m&Qd)");
  const std::string around(40'000, '.');
  for (const std::string text :
       {R"(a\045key<5J>\047r\134U"3m&Qd)", R"(a%key<5J>'\''r\U"3m&Qd)",
        "a%key&lt;5J&gt;'r\\U\"3m&amp;Qd", "a%key&lt;5J&gt;&#39;r\\U&quot;3m&amp;Qd"}) {
    EXPECT_EQ(secrets.hide(around + text + around), around + "«hidden»" + around) << text;
  }
}

TEST(Secrets, HidesWhatIsQuotedInPartInLinesOfLongTexts) {
  const auto secrets = sent("X-Api-Key", token);
  const std::string after = "\n" + std::string(40'000, '.');
  EXPECT_EQ(secrets.hide("# Got \"xTk-9f/3a\" there" + after), "# Got \"x«hidden»\" there" + after);
}

TEST(Secrets, HidesNestedEncodingsInTextsOfSomeLength) {
  const auto secrets = sent("X-Api-Key", token);
  const auto text = http::percent_encode(http::percent_encode(token));
  const std::string around(10'000, '.');
  EXPECT_EQ(secrets.hide(around + text + around), around + "«hidden»" + around);
}

TEST(Secrets, LeavesWhatOccursByChance) {
  EXPECT_EQ(sent("X-Tenant", "test").hide("12 tests"), "12 tests");
  EXPECT_EQ(sent("Authorization", "Bearer test").hide("a test, ok"), "a test, ok");
  EXPECT_EQ(sent("X-Env", "production").hide("in production"), "in production");
  EXPECT_EQ(sent("X-Api-Key", "1234").hide("1234 results"), "1234 results");
  EXPECT_EQ(sent("X-Api-Key", "hunt").hide("a hunter, hunt!"), "a hunter, «hidden»!");
}

TEST(Secrets, HidesUserAndPasswordOfAUrl) {
  Secrets secrets;
  secrets.learn(asking("http://user:pa55word@host/x?offset=now", {}));
  EXPECT_EQ(secrets.hide("GET http://user:pa55word@host/x"), "GET http://«hidden»@host/x");
  EXPECT_EQ(secrets.hide("pa55word"), "«hidden»");
  EXPECT_EQ(secrets.hide("host/x?offset=now"), "host/x?offset=now");
}

TEST(Secrets, HidesThemInUrlsThatAreNone) {
  Secrets secrets;
  secrets.learn_url("http://ann:pa#55/w@rd@host:0/x");
  EXPECT_EQ(secrets.hide("'pa#55/w@rd' is not a port"), "'«hidden»' is not a port");
  EXPECT_EQ(Secrets().hide("see ftp://ann:hush@host/"), "see ftp://«hidden»@host/");
}

TEST(Secrets, HidesQueryParametersThatAreCredentials) {
  Secrets secrets;
  secrets.learn(asking("http://host/x?offset=0001&token=abcd1234&live=sse&x=1", {}));
  EXPECT_EQ(secrets.hide("?offset=0001&token=abcd1234&live=sse&x=1"),
            "?offset=0001&token=«hidden»&live=sse&x=1");
}

TEST(Secrets, HidesTheWholeQueryOfATarget) {
  Secrets secrets;
  secrets.learn_url("http://host/x?k=3&cohort=9a8b7c6d5e&offset=1");
  EXPECT_EQ(secrets.hide("http://host/x?k=3&amp;cohort=9a8b7c6d5e&offset=1 9A8B7C6D5E k=3"),
            "http://host/x?k=«hidden»&amp;cohort=«hidden»&offset=1 «hidden» k=3");
}

TEST(Secrets, OfOtherClientsHidesAllParametersThatTheProtocolDoesNotDefine) {
  Secrets secrets(Secrets::Queries::all_others);
  secrets.learn(asking("http://host/x?offset=5&cursor=7&u=ann", {}));
  EXPECT_EQ(secrets.hide("/x?offset=5&cursor=7&u=ann"), "/x?offset=5&cursor=7&u=«hidden»");
}

TEST(Secrets, FindsThoseInACommand) {
  Secrets secrets;
  secrets.learn_command(
      "DB_PASSWORD='hun-ter2' ./srv-2024-linux-x64-release --port {port} --api-key abc-def-1 "
      "--db postgres://ann:s3same@db/x?ssl=1 -H 'Authorization: Bearer zyx-987' "
      "sk_live_51H8qJ2eZvKYlo --verbose");
  EXPECT_EQ(secrets.hide("hun-ter2 abc-def-1 s3same zyx-987 sk_live_51H8qJ2eZvKYlo --verbose"),
            "«hidden» «hidden» «hidden» «hidden» «hidden» --verbose");
  EXPECT_EQ(secrets.hide("./srv-2024-linux-x64-release --port {port}"),
            "./srv-2024-linux-x64-release --port {port}");
}

TEST(Secrets, WhatFollowsAVariableInACommandIsNone) {
  Secrets secrets;
  secrets.learn_command("KEY=k3y-1234567890; echo $KEY; exec ./server");
  EXPECT_EQ(secrets.hide("exec k3y-1234567890"), "exec «hidden»");
}

TEST(Secrets, NamesInACommandAreNoKeys) {
  Secrets secrets;
  secrets.learn_command("serve --defect append.empty-body-411 --dialect names=dot-segments-500");
  EXPECT_EQ(secrets.hide("append.empty-body"), "append.empty-body");
  EXPECT_EQ(secrets.hide("names=dot-segments-500"), "names=dot-segments-500");
}

TEST(Secrets, NoSecretHidesAPartOfALongerOne) {
  Secrets secrets;
  secrets.learn_header("X-Key", "abcd");
  secrets.learn_header("X-Key", "abcdefgh");
  EXPECT_EQ(secrets.hide("abcdefgh abcd"), "«hidden» «hidden»");
}

TEST(Secrets, ThoseOfAnExchangeAreHiddenInAllOfIt) {
  auto exchange = asking("http://h/x?token=abcd1234", {{"X-Echo", "abcd1234"}});
  exchange.response.headers.add("abcd1234", "is a name");
  exchange.response.body = "{\"t\": \"abcd1234\"}";
  exchange.problem = "no abcd1234";
  const auto shown = Secrets().hide(exchange);
  EXPECT_EQ(shown.request.target, "http://h/x?token=«hidden»");
  EXPECT_EQ(shown.request.headers.find("X-Echo"), "«hidden»");
  EXPECT_EQ(shown.response.headers.begin()->name, "«hidden»");
  EXPECT_EQ(shown.response.body, "{\"t\": \"«hidden»\"}");
  EXPECT_EQ(shown.problem, "no «hidden»");
}

/// A server may repeat in a body whatever it likes.
TEST(Secrets, HidingTakesTheTimeOfTheText) {
  Secrets secrets;
  for (int i = 0; i < 20'000; ++i) {
    secrets.learn_header("X-Api-Key", fmt::format("a-token-{:06}", i));
  }
  secrets.learn_header("X-Api-Key", std::string(60'000, 'a'));
  const std::vector<std::string_view> parts = {
      "?token=", "\"cookie: \\", "a-token-019999", "aaaaaaaaaaaaaa", "\\u{", "…a-token-01", "://@"};
  for (const auto part : parts) {
    std::string text;
    while (text.size() < 300'000) text += part;
    EXPECT_LE(secrets.hide(text).size(), text.size()) << part;
  }
}

}  // namespace
}  // namespace conform::reports
