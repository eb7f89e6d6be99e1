#include "harness/exchange/without_content.hpp"

namespace conform {

/// Member by member: a whole copy would need the memory that is to be saved.
Exchange without_content(const Exchange& exchange) {
  Exchange copy;
  copy.number = exchange.number;
  copy.sent_order = exchange.sent_order;
  copy.done_order = exchange.done_order;
  copy.scenario = exchange.scenario;
  copy.stream = exchange.stream;
  copy.label = exchange.label;
  copy.request = {exchange.request.method, exchange.request.target, exchange.request.headers, {}};
  copy.response.status = exchange.response.status;
  copy.outcome = exchange.outcome;
  copy.problem = exchange.problem;
  copy.sent = exchange.sent;
  copy.first_byte = exchange.first_byte;
  copy.done = exchange.done;
  copy.has_partial_event = exchange.has_partial_event;
  copy.http_version = exchange.http_version;
  return copy;
}

}  // namespace conform
