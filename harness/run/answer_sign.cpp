#include "harness/run/answer_sign.hpp"

#include <fmt/format.h>

namespace conform {

bool is_accepted(const Exchange& exchange) {
  return exchange.response.status / 100 == 2;
}

bool is_refused(const Exchange& exchange) {
  const int status = exchange.response.status;
  return status == 501 || (status / 100 == 4 && status != 408 && status != 429);
}

std::string answered(const Exchange& exchange) {
  if (exchange.answered()) {
    return fmt::format("{} answered {}", exchange.request.method, exchange.response.status);
  }
  return fmt::format("{} was not answered{}{}", exchange.request.method,
                     exchange.problem.empty() ? "" : ": ", exchange.problem);
}

Sign sign_of_refusal(const Exchange& exchange, const std::string& to) {
  return {is_refused(exchange) ? Presence::absent : Presence::unknown,
          fmt::format("{}, for {}", answered(exchange), to)};
}

}  // namespace conform
