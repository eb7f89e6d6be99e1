// What a test observed of one transmission.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/transport/transport.hpp"

namespace conform::test {

struct Seen {
  int status = 0;
  http::Headers headers;
  std::string body;
  int heads = 0;
  bool done = false;
  Outcome outcome = Outcome::pending;
  std::string problem;
  std::string http_version;

  /// A handler that fills this object, which must outlive the transmission.
  TransmissionHandler handler() {
    TransmissionHandler result;
    result.on_head = [this](int code, const http::Headers& fields) {
      ++heads;
      status = code;
      headers = fields;
    };
    result.on_bytes = [this](std::string_view bytes) { body += bytes; };
    result.on_done = [this](Outcome end, const std::string& why, const std::string& version) {
      done = true;
      outcome = end;
      problem = why;
      http_version = version;
    };
    return result;
  }

  [[nodiscard]] std::string header(std::string_view name) const {
    return std::string(headers.find(name).value_or("(none)"));
  }
};

inline Transmission request(std::string method, std::string url, http::Headers headers = {},
                            std::string body = {}) {
  Transmission transmission;
  transmission.request = {std::move(method), std::move(url), std::move(headers), std::move(body)};
  transmission.time_limit = std::chrono::seconds(5);
  return transmission;
}

inline Seen fetch(Transport& transport, Transmission transmission) {
  Seen seen;
  transport.send(std::move(transmission), seen.handler());
  while (!seen.done && transport.run_once()) {
  }
  return seen;
}

inline Seen fetch_raw(Transport& transport, RawTransmission transmission) {
  Seen seen;
  transport.send_raw(std::move(transmission), seen.handler());
  while (!seen.done && transport.run_once()) {
  }
  return seen;
}

}  // namespace conform::test
