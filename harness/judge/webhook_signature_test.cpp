#include "harness/judge/webhook_signature.hpp"

#include <gmock/gmock.h>

namespace conform {
namespace {

using testing::HasSubstr;
using testing::Optional;

// A key pair made for this test; the signature is over "1700000000.{\"a\":1}".
constexpr std::string_view key_set =
    R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k1","use":"sig","x":"lSzePfTDTvHJpeMZ2hPRoQfFTj_19uQ4_dhdyM3cUxU"}]})";
constexpr std::string_view header =
    "t=1700000000,kid=k1,ed25519=cC5gavI1r66WbukzBxHtec0Rk_uZFRvMlo2CiYIw"
    "eAQTEiT_GwM6u9BpE8LjDIwXXDkgx0BSfyrvbpBVVqQHAA";
constexpr std::string_view body = R"({"a":1})";

std::string with(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  return result.replace(result.find(from), from.size(), to);
}

TEST(WebhookSignature, Verifies) {
  EXPECT_EQ(signature_problem(header, body, key_set), std::nullopt);
}

TEST(WebhookSignature, CoversBodyAndTime) {
  EXPECT_THAT(signature_problem(header, R"({"a":2})", key_set),
              Optional(HasSubstr("does not verify")));
  EXPECT_THAT(signature_problem(with(header, "1700000000", "1700000001"), body, key_set),
              Optional(HasSubstr("does not verify")));
}

TEST(WebhookSignature, NeedsItsKeyInTheSet) {
  EXPECT_THAT(signature_problem(with(header, "k1", "k2"), body, key_set),
              Optional(HasSubstr("no Ed25519 key \"k2\"")));
  EXPECT_THAT(signature_problem(header, body, "not JSON"), Optional(HasSubstr("no Ed25519 key")));
  EXPECT_THAT(signature_problem(header, body, R"({"keys":[5,{"kid":"k1","x":7}]})"),
              Optional(HasSubstr("no Ed25519 key")));
}

TEST(WebhookSignature, NeedsEveryPart) {
  EXPECT_THAT(signature_problem("", body, key_set), Optional(HasSubstr("has no t")));
  EXPECT_THAT(signature_problem("t=1,kid=k1", body, key_set),
              Optional(HasSubstr("has no ed25519")));
  EXPECT_THAT(signature_problem("t=soon,kid=k1,ed25519=AA", body, key_set),
              Optional(HasSubstr("not a decimal number")));
  EXPECT_THAT(signature_problem("t=1,kid=k1,ed25519=AA==", body, key_set),
              Optional(HasSubstr("unpadded base64url")));
}

}  // namespace
}  // namespace conform
