// What was wrong with one answer, as a value that can be compared: results with the same wrong
// observation most likely have the same cause.
#pragma once

#include <string>
#include <string_view>

#include "harness/exchange/exchange.hpp"

namespace conform {

/// The part of an answer in which a mismatch was seen.
enum class Aspect {
  other,
  answer,  ///< none came, or its end did not
  outage,  ///< the server has ended, or accepts no connection any more
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
  bool missing = false;  ///< the header was not there at all
  std::string method{};  ///< of the request
  int status = 0;        ///< of the answer; 0 for none
  /// What an answer of 400 or more says, without what differs from request to request.
  std::string text{};

  friend bool operator==(const Observation&, const Observation&) = default;
};

/// A wrong or a missing header.
[[nodiscard]] Observation of_header(std::string name, bool missing);

/// The observation with the request and the answer that it was made on.
[[nodiscard]] Observation on(const Exchange& exchange, Observation observation);

/// The first line of an error's body, bounded; words with digits in them, which may name streams,
/// lines or moments, are told as "#".
[[nodiscard]] std::string fault_text(std::string_view body);

}  // namespace conform
