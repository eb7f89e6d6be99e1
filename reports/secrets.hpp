// What must never be printed: the credentials that a run sends, wherever they appear.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"

namespace conform::reports {

inline constexpr std::string_view hidden_mark = "«hidden»";

class Secrets {
 public:
  /// `header_names` are secret in addition to the well-known ones (Authorization, Cookie, …),
  /// ignoring case; `values` are credentials that are known without having appeared in an exchange.
  explicit Secrets(const std::set<std::string>& header_names = {},
                   const std::set<std::string>& values = {});

  /// Whether values of that header are secret.
  [[nodiscard]] bool hides(std::string_view header_name) const;

  /// Collects the credentials of an exchange: values of secret headers, user and password in the
  /// URL, query parameters with names like "token".
  void learn(const Exchange& exchange);

  /// The text with all collected credentials replaced, so that a server that echoes one in a body
  /// or a message does not disclose it.
  [[nodiscard]] std::string hide(std::string_view text) const;

 private:
  void learn_headers(const http::Headers& headers);
  void learn_header_value(std::string_view value);
  void learn_url(std::string_view url);
  void remember(std::string_view value);

  std::set<std::string> names_;      ///< in lower case
  std::vector<std::string> values_;  ///< longest first, so that no value hides part of another
};

/// The exchange with its own credentials replaced, wherever they appear in it.
[[nodiscard]] Exchange without_secrets(Exchange exchange);

}  // namespace conform::reports
