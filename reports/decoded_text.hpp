// Bytes decoded from a text, each of which knows where in the text it came from.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace conform::reports {

/// A part of a text: `end` is the position after its last byte.
struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class DecodedText {
 public:
  /// The next byte, decoded from this part of the text.
  void add(char byte, TextRange source);

  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  /// The part of the text that a part of the bytes was decoded from; neither is empty.
  [[nodiscard]] TextRange source_of(TextRange part) const;

 private:
  /// Of bytes that follow one another in the text as they do here, only the first is recorded.
  struct Step {
    std::size_t at;  ///< position in bytes_
    TextRange source;
  };

  [[nodiscard]] TextRange source_at(std::size_t position) const;

  std::string bytes_;
  std::vector<Step> steps_;
};

/// Calls `take` with each decoding of the text that differs from it: percent-encoding, the escapes
/// of JSON, C, shells and HTML, quoted-printable, base64 and base64url wherever they begin,
/// hexadecimal digits and lists of byte values, with or without separators. What is decoded from
/// runs of fewer than `shortest` bytes is left out.
void decode(std::string_view text, std::size_t shortest,
            const std::function<void(const DecodedText&)>& take);

}  // namespace conform::reports
