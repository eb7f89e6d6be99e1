#include "harness/durability/reading.hpp"

#include <utility>

namespace conform::durability {
namespace {

using namespace std::chrono_literals;

constexpr unsigned max_pages = 2000;
/// Far more than any history writes: what has more is wrong, and the rest need not be read.
constexpr std::size_t max_bytes = std::size_t{16} << 20;
constexpr unsigned max_tries = 20;
constexpr unsigned max_tries_while_busy = 120;  ///< half a minute
constexpr Duration pause_between_tries = 250ms;

bool is_answer(const Exchange& exchange) {
  return exchange.outcome == Outcome::complete && exchange.response.status < 500 &&
         exchange.response.status != 429 && exchange.response.status != 408;
}

Exchange read_page(Client& client, const std::string& stream, const std::string& offset) {
  for (unsigned i = 1;; ++i) {
    auto exchange = client.ask({"GET", stream, "offset=" + offset});
    const int status = exchange.response.status;
    const bool is_busy = status == 503 || status == 429;
    if (is_answer(exchange) || i == (is_busy ? max_tries_while_busy : max_tries)) return exchange;
    client.sleep(pause_between_tries);
  }
}

std::string header(const Exchange& exchange, std::string_view name) {
  return std::string(exchange.response.headers.find(name).value_or(""));
}

bool is_true(const Exchange& exchange, std::string_view name) {
  return http::equals_ignoring_case(header(exchange, name), "true");
}

}  // namespace

Reading read_all(Client& client, const std::string& stream, Content content) {
  Reading reading;
  std::string offset = "-1";
  std::size_t bytes = 0;
  for (unsigned page = 0; page < max_pages; ++page) {
    auto exchange = read_page(client, stream, offset);
    reading.status = is_answer(exchange) || exchange.answered() ? exchange.response.status : 0;
    if (reading.status != 200) {
      reading.exchange = std::move(exchange);
      return reading;
    }
    bytes += exchange.response.body.size();
    if (auto units = units_of(exchange.response.body, content); units && reading.units) {
      reading.units->insert(reading.units->end(), units->begin(), units->end());
    } else {
      reading.units.reset();
    }
    reading.closed = is_true(exchange, "Stream-Closed");
    reading.next_offset = header(exchange, "Stream-Next-Offset");
    const bool is_last = exchange.response.headers.contains("Stream-Up-To-Date") ||
                         reading.next_offset.empty() || reading.next_offset == offset ||
                         bytes > max_bytes;
    offset = reading.next_offset;
    if (page == 0) {
      reading.etag = header(exchange, "ETag");
      reading.media_type = header(exchange, "Content-Type");
      reading.is_one_page = is_last;
      reading.exchange = std::move(exchange);
    }
    if (is_last) break;
  }
  return reading;
}

}  // namespace conform::durability
