// What came back on a bare connection, taken apart into the answers that it holds.
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
  std::optional<Answer> begun;  ///< behind them, one that has no end; status 0 within the head
  std::optional<std::string> not_http;  ///< or bytes that are no answer at all
};

/// `bodiless`: the first answer is to a HEAD request. `closed`: no more will come.
[[nodiscard]] Answers answers_in(std::string_view bytes, bool bodiless, bool closed);

}  // namespace conform::malformed
