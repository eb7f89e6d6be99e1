// What was wrong with one answer, as a value that can be compared: results with the same
// observation most likely have the same cause.
#pragma once

#include <string>
#include <string_view>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// The part of an answer in which a mismatch was found.
enum class Aspect {
  other,
  answer,  ///< there was none, or it did not end
  outage,  ///< the server has exited, or no longer accepts connections
  status,
  header,
  body,
  event,
  time,
};

inline constexpr Aspect all_aspects[] = {Aspect::other,  Aspect::answer, Aspect::outage,
                                         Aspect::status, Aspect::header, Aspect::body,
                                         Aspect::event,  Aspect::time};

[[nodiscard]] std::string_view to_string(Aspect aspect);

struct Observation {
  Aspect aspect = Aspect::other;
  std::string name{};    ///< of the header
  bool missing = false;  ///< there was no such header
  std::string method{};  ///< of the request
  int status = 0;        ///< of the answer; 0 for none
  /// The body of a response of 400 or more, without what differs from request to request.
  std::string text{};

  friend bool operator==(const Observation&, const Observation&) = default;
};

/// A wrong or missing header.
[[nodiscard]] Observation of_header(std::string name, bool missing);

/// The observation, with the request and response in which it was made.
[[nodiscard]] Observation on(const Exchange& exchange, Observation observation);

/// The first line of an error response's body, truncated. Words that contain digits, which may name
/// streams, lines or times, are replaced by "#".
[[nodiscard]] std::string fault_text(std::string_view body);

}  // namespace conform
