// The parts of a URL that the harness and the reference server need (RFC 3986), and
// percent-encoding.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/http/expected.hpp"

namespace conform::http {

struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< without brackets for IPv6
  std::string port;    ///< always set, the scheme's default if the URL has none
  std::string path;    ///< begins with "/", still percent-encoded
  std::string query;   ///< without "?", still percent-encoded

  /// "host:port" as in the Host header: IPv6 in brackets, the default port omitted.
  [[nodiscard]] std::string authority() const;
};

/// Parses an absolute http or https URL. The error is one sentence that says what is wrong.
[[nodiscard]] Expected<Url, std::string> parse_url(std::string_view text);

/// Path and query of an origin-form target ("/a/b?c=d").
[[nodiscard]] std::pair<std::string_view, std::string_view> split_target(std::string_view target);

/// Query parameters in order, names and values percent-decoded ("+" stays a plus sign).
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

/// Percent-encodes everything but the unreserved characters of RFC 3986 2.3.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Malformed escapes are left unchanged.
[[nodiscard]] std::string percent_decode(std::string_view text);

}  // namespace conform::http
