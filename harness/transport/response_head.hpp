// Parses the head of a response from its lines as libcurl delivers them. Interim responses are
// skipped.
#pragma once

#include <string_view>
#include <vector>

#include "harness/http/message.hpp"

namespace conform {

class ResponseHead {
 public:
  /// Takes one line with its line ending. Returns true if it completes the final head; lines after
  /// that (trailers) are ignored.
  bool take_line(std::string_view line);

  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] http::Headers headers() const;

 private:
  void begin(std::string_view status_line);
  bool end();
  void take_field(std::string_view line);

  int status_ = 0;
  std::vector<http::HeaderField> fields_;
  bool complete_ = false;
};

}  // namespace conform
