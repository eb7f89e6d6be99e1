// What bytes say by the letter of RFC 9112: the requests that no two readers could read in two
// ways, and what may become of the rest. Where it says `loose`, nothing is held against a server.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace conform::malformed {

/// A request that is right in every way and whose end is beyond doubt.
struct SoundRequest {
  std::string method;
  std::string target;
  std::string body;  ///< without its framing
};

/// What comes behind the sound requests.
enum class Rest {
  nothing,
  unfinished,  ///< right as far as it goes: all that follows belongs to it, and it has no end
  /// The server must end the connection there and take nothing behind it for a request (6.1, 6.3):
  /// a length that is none, a coding that does not end in chunked, a length and a coding.
  faulty,
  broken_chunks,  ///< right up to a chunk whose size is no number: the body has no end
  loose,          ///< wrong or unusual in a way that servers may answer as they like
};

struct Reading {
  std::vector<SoundRequest> sound;
  Rest rest = Rest::nothing;
  /// Of an unfinished or broken request.
  std::string rest_method;
  std::string rest_target;
  std::string rest_body;  ///< what came of it
  /// Of a faulty one: it has a coding, and a length or HTTP/1.0 besides. A server may process it,
  /// and closes the connection afterwards (6.1).
  bool rest_must_end_connection = false;
  /// The rest has a whole head which no reader could take for one with a body: if it is not
  /// understood it can be refused at once.
  bool rest_can_be_answered = false;
};

/// `authority` is the one that Host must have.
[[nodiscard]] Reading read_strictly(std::string_view bytes, std::string_view authority);

}  // namespace conform::malformed
