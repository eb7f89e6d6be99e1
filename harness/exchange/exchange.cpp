#include "harness/exchange/exchange.hpp"

namespace conform {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::complete:
      return "complete";
    case Outcome::pending:
      return "pending";
    case Outcome::closed_by_us:
      return "closed_by_us";
    case Outcome::timed_out:
      return "timed_out";
    case Outcome::cut_short:
      return "cut_short";
    case Outcome::not_http:
      return "not_http";
    case Outcome::no_connection:
      return "no_connection";
    case Outcome::too_large:
      return "too_large";
    case Outcome::not_sent:
      return "not_sent";
    case Outcome::no_resources:
      return "no_resources";
  }
  return "unknown";
}

}  // namespace conform
