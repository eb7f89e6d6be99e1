// Which URLs of the server are streams, as the user says: those below the upstream's path.
#pragma once

#include <string>
#include <string_view>

#include "harness/http/expected.hpp"
#include "harness/http/url.hpp"

namespace conform::monitor {

class ServedPath {
 public:
  /// From "http://host:port/v1/stream" or "http://host:port/x/{stream}/data". The error is one
  /// sentence.
  [[nodiscard]] static Expected<ServedPath, std::string> parse(const std::string& upstream);

  /// The server, without a path.
  [[nodiscard]] const http::Url& server() const { return server_; }
  /// "http://host:port"
  [[nodiscard]] std::string origin() const;
  /// The path as given, with {stream} if it has it.
  [[nodiscard]] std::string path() const;

  /// The stream that a request addresses: its name, or empty if the target is not a stream's.
  [[nodiscard]] std::string stream_in(std::string_view target) const;
  /// The target of a request line as an absolute URL on the server.
  [[nodiscard]] std::string url_of(std::string_view target) const;

 private:
  http::Url server_;
  std::string before_;  ///< the name of a stream; ends with "/"
  std::string after_;
};

}  // namespace conform::monitor
