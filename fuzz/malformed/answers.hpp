// Splits the bytes received on a raw connection into answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace conform::malformed {

struct Answer {
  int status = 0;
  std::string body;
};

struct Answers {
  std::vector<Answer> whole;
  std::optional<Answer> begun;          ///< an incomplete one at the end; status 0 within its head
  std::optional<std::string> not_http;  ///< or bytes that are not HTTP
};

/// `bodiless`: the first answer is to a HEAD request. `closed`: no more bytes will arrive.
[[nodiscard]] Answers answers_in(std::string_view bytes, bool bodiless, bool closed);

}  // namespace conform::malformed
