// The server under test: the URLs of its streams, and the headers that every request carries.
#pragma once

#include <string>
#include <string_view>

#include "harness/http/expected.hpp"
#include "harness/http/message.hpp"

namespace conform {

class Target {
 public:
  /// `text` is a base URL ("http://host/v1/stream": streams are created below it) or a template
  /// with "{stream}" anywhere. The error is one sentence.
  static Expected<Target, std::string> parse(std::string_view text);

  /// The text given to parse().
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string stream_url(std::string_view name) const;
  [[nodiscard]] std::string stream_path(std::string_view name) const;
  /// The stream's path below root(), as subscriptions name streams (6).
  [[nodiscard]] std::string name_below_root(std::string_view name) const;
  /// The query of every stream's URL, without question mark: what follows it in the template. Empty
  /// if the template has none, or names the stream there.
  [[nodiscard]] std::string query() const;
  /// The URL above the streams, without its last slash.
  [[nodiscard]] std::string root() const;
  /// Host and port as in the Host header.
  [[nodiscard]] std::string authority() const;

  /// Sent with every request to the target, and never reported.
  http::Headers credentials;
  /// Every request uses a new connection.
  bool closes_connections = false;
  /// URL that makes the server drop old data (R16), empty for none. It takes a POST with JSON
  /// `path` and `before`, the offset from which on data is kept.
  std::string retention_hook;

 private:
  std::string text_;
  std::string before_;  ///< the URL up to the stream's name
  std::string after_;   ///< the URL after the stream's name
};

/// The URL with a query ("offset=-1", without question mark) added to any that it has.
[[nodiscard]] std::string with_query(std::string url, std::string_view query);

}  // namespace conform
