// What must never be printed: the credentials that a run sends, wherever and however they appear.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exchange/exchange.hpp"
#include "reports/decoded_text.hpp"
#include "reports/secret_search.hpp"

namespace conform::reports {

inline constexpr std::string_view hidden_mark = "«hidden»";

/// Values are found in any case and in every encoding that decode() knows, nested ones included; in
/// texts of more than 32 KiB only in the most common ones, not nested. A value that is likely to
/// occur by chance is not looked for, but hidden only in its own place, a header or a parameter:
/// fewer than 4 characters, fewer than 6 digits, ordinary words such as "test"; and, of headers
/// whose names do not suggest a credential, fewer than 8 characters or nothing but letters. Values
/// of fewer than 8 characters are hidden only where they are whole words. A part of a value is
/// found where the text was cut off: at its ends, before and after quotation marks, and around "…".
class Secrets {
 public:
  /// Which query parameters of a request are credentials.
  enum class Queries {
    by_name,    ///< those with names like "token": conform itself has chosen the others
    all_others  ///< all that neither the protocol nor conform defines: other clients have sent them
  };

  explicit Secrets(Queries queries = Queries::by_name);

  /// Whether values of that header are secret.
  [[nodiscard]] bool hides(std::string_view header_name) const;

  /// A header that is sent with every request. Its name is secret from now on, unless it is one
  /// like Accept, which never holds a credential.
  void learn_header(std::string_view name, std::string_view value);
  /// A URL that the user gave: user and password, and all of its query that the protocol does not
  /// define. It may be malformed.
  void learn_url(std::string_view url);
  /// A shell command: what it assigns to names like TOKEN or --password, URLs in it, and words that
  /// look like keys.
  void learn_command(std::string_view command);
  /// The credentials of an exchange: values of secret headers, user and password in the URL, query
  /// parameters.
  void learn(const Exchange& exchange);
  /// Everything that the other has learned.
  void learn(const Secrets& other);

  /// Number of values that are looked for.
  [[nodiscard]] std::size_t size() const { return values_.size(); }

  /// The text with all credentials replaced, so that a server that echoes one in a body or a
  /// message does not disclose it.
  [[nodiscard]] std::string hide(std::string_view text) const;
  /// The exchange with all credentials replaced, its own and all others.
  [[nodiscard]] Exchange hide(Exchange exchange) const;

 private:
  /// How sure it is that a value is a credential.
  enum class Kind { credential, perhaps };

  void learn_headers(const http::Headers& headers);
  void learn_value(std::string_view value, Kind kind);
  void learn_authorization(std::string_view value, Kind kind);
  void learn_cookies(std::string_view value);
  void learn_query(std::string_view url, Queries queries);
  void learn_user(std::string_view url);
  void learn_pair(std::string_view pair);
  void learn_assigned(std::string_view word);
  void remember(std::string_view value, Kind kind);

  void find_headers(std::string_view text, std::vector<TextRange>& found) const;
  void find_parameters(std::string_view text, std::vector<TextRange>& found) const;
  [[nodiscard]] std::string hide(std::string_view text, const SecretSearch& search) const;
  [[nodiscard]] http::Headers hide(const http::Headers& headers, const SecretSearch& search) const;

  Queries queries_;
  std::set<std::string, std::less<>> headers_;     ///< names in lower case
  std::set<std::string, std::less<>> parameters_;  ///< names in lower case
  std::set<std::string, std::less<>> values_;
  LazySecretSearch search_;
};

}  // namespace conform::reports
