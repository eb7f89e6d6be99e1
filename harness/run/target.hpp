// The server under test: under which URLs its streams lie, and what every request must carry.
#pragma once

#include <string>
#include <string_view>

#include "harness/http/expected.hpp"
#include "harness/http/message.hpp"

namespace conform {

class Target {
 public:
  /// `text` is a base ("http://host/v1/stream": streams are made below it) or a template with
  /// "{stream}" anywhere. The error is one sentence.
  static Expected<Target, std::string> parse(std::string_view text);

  /// As it was given.
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string stream_url(std::string_view name) const;
  [[nodiscard]] std::string stream_path(std::string_view name) const;
  /// The stream's path below root(), as subscriptions name streams (6).
  [[nodiscard]] std::string name_below_root(std::string_view name) const;
  /// The URL above the streams, without its last slash.
  [[nodiscard]] std::string root() const;
  /// Host and port as the Host header has them.
  [[nodiscard]] std::string authority() const;

  /// Sent with every request to the target, and shown nowhere.
  http::Headers credentials;
  /// Every request has a connection of its own.
  bool closes_connections = false;
  /// URL that makes the server drop old data (R16), empty for none: it takes POST with JSON `path`
  /// and `before`, the offset from which on the stream keeps its data.
  std::string retention_hook;

 private:
  std::string text_;
  std::string before_;  ///< the URL up to the stream's name
  std::string after_;   ///< and from there
};

/// The URL with a query ("offset=-1", no mark) added to the one it may have.
[[nodiscard]] std::string with_query(std::string url, std::string_view query);

}  // namespace conform
