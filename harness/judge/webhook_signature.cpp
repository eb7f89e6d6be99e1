#include "harness/judge/webhook_signature.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "harness/http/ascii.hpp"
#include "harness/http/base64.hpp"
#include "harness/http/message.hpp"
#include "harness/judge/quote.hpp"

namespace conform {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t signature_bytes = 64;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

/// "t=1,kid=a,ed25519=b" as name and value.
std::map<std::string, std::string, std::less<>> parameters_of(std::string_view header) {
  std::map<std::string, std::string, std::less<>> parameters;
  while (!header.empty()) {
    const auto end = std::min(header.find(','), header.size());
    const auto part = http::trim(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    const auto equals = std::min(part.find('='), part.size());
    parameters.emplace(part.substr(0, equals), part.substr(std::min(equals + 1, part.size())));
  }
  return parameters;
}

/// Unpadded base64url (RFC 4648 section 5).
std::optional<std::string> base64url_decode(std::string text) {
  if (text.find_first_of("+/=") != std::string::npos) return std::nullopt;
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return http::base64_decode(text);
}

/// The public key with that id in the set.
std::optional<std::string> find_key(const nlohmann::json& set, std::string_view kid) {
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array()) return std::nullopt;
  for (const auto& key : set["keys"]) {
    if (!key.is_object() || key.value("kid", nlohmann::json()) != kid) continue;
    const auto x = key.value("x", nlohmann::json());
    if (!x.is_string()) return std::nullopt;
    return base64url_decode(x.get<std::string>());
  }
  return std::nullopt;
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool verifies(const std::string& key, const std::string& signature, const std::string& message) {
  const Key public_key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(key), key.size()),
      EVP_PKEY_free);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return public_key && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                          message.size()) == 1;
}

}  // namespace

std::optional<std::string> signature_problem(std::string_view header, std::string_view body,
                                             std::string_view key_set) {
  const auto parameters = parameters_of(header);
  for (const auto* name : {"t", "kid", "ed25519"}) {
    if (parameters.contains(name)) continue;
    return fmt::format("Webhook-Signature {} has no {}", quote(header), name);
  }
  const std::string& time = parameters.find("t")->second;
  const std::string& kid = parameters.find("kid")->second;
  if (!http::is_decimal(time))
    return fmt::format("the timestamp {} is not a decimal number", quote(time));
  const auto signature = base64url_decode(parameters.find("ed25519")->second);
  if (!signature || signature->size() != signature_bytes) {
    return fmt::format("the signature is not {} bytes as unpadded base64url", signature_bytes);
  }
  const auto key = find_key(nlohmann::json::parse(key_set, nullptr, false), kid);
  if (!key || key->size() != key_bytes) {
    return fmt::format("the key set has no Ed25519 key {}", quote(kid));
  }
  if (verifies(*key, *signature, fmt::format("{}.{}", time, body))) return std::nullopt;
  return fmt::format("the signature does not verify with the key {}", quote(kid));
}

}  // namespace conform
