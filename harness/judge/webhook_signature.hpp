// The signature of a webhook delivery (section 7.1): Ed25519 over "<timestamp>.<body>", with a key
// of the set that the server publishes (section 6.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace conform {

/// What is wrong with a signature, as a phrase; nullopt if it is valid. `header` is the value of
/// Webhook-Signature, `key_set` the text of the JSON Web Key Set.
[[nodiscard]] std::optional<std::string> signature_problem(std::string_view header,
                                                           std::string_view body,
                                                           std::string_view key_set);

}  // namespace conform
