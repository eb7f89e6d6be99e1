// A strict parser of RFC 9112: the requests that every parser must understand in the same way, and
// how a server may treat the remaining bytes. Where these are `ambiguous`, no rule applies.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conform::malformed {

/// A request that is valid in every respect and whose end is certain.
struct ValidRequest {
  std::string method;
  std::string target;
  std::string body;  ///< without its framing
};

/// What follows the valid requests.
enum class Remainder {
  nothing,
  incomplete,  ///< valid so far: all that follows belongs to it, and its end is missing
  /// The server must close the connection there and execute nothing after it (6.1, 6.3): an invalid
  /// length, a coding that does not end in chunked, or both a length and a coding.
  invalid,
  broken_chunks,  ///< valid up to a chunk whose size is not a number: the body has no end
  ambiguous,      ///< malformed or unusual in a way that leaves the answer to the server
};

struct ParsedBytes {
  std::vector<ValidRequest> valid;
  Remainder remainder = Remainder::nothing;
  /// Of an incomplete request, or of one with broken chunks.
  std::string remainder_method;
  std::string remainder_target;
  std::string remainder_body;  ///< the part that arrived
  /// Of an invalid one: it has a coding, and also a length or HTTP/1.0. A server may process it,
  /// and must close the connection afterwards (6.1).
  bool remainder_must_end_connection = false;
  /// The remainder has a complete head that cannot announce a body: the server can refuse it at
  /// once.
  bool remainder_can_be_answered = false;
};

/// `authority` is the value that Host must have.
[[nodiscard]] ParsedBytes parse_strictly(std::string_view bytes, std::string_view authority);

}  // namespace conform::malformed
