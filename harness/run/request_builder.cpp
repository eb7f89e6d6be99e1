#include "harness/run/request_builder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/http/url.hpp"

namespace conform {

Transmission build(const RequestSpec& spec, const Variables& variables, Instant now,
                   Duration time_limit) {
  const Fill fill = [&](const Template& text) { return variables.fill(text, now); };
  Transmission transmission;
  http::Request& request = transmission.request;
  request.method = fill(spec.method);
  request.target = variables.fill_target(spec.target, now);
  for (const auto& [name, value] : spec.query) {
    request.target = with_query(
        std::move(request.target),
        fmt::format("{}={}", http::percent_encode(name), http::percent_encode(fill(value))));
  }
  for (const auto& [name, value] : spec.headers) request.headers.add(name, fill(value));
  if (spec.body) request.body = body_bytes(*spec.body, fill);
  transmission.time_limit = time_limit;
  transmission.chunked = spec.chunked;
  transmission.new_connection = spec.new_connection;
  if (spec.held_bytes > 0) {
    transmission.holds = {request.body.size() -
                          std::min<std::size_t>(spec.held_bytes, request.body.size())};
  }
  for (const auto& part : spec.held_parts) {
    transmission.holds.push_back(request.body.size());
    request.body += body_bytes(part, fill);
  }
  return transmission;
}

/// `{body}` becomes a variable, so that later steps can use it.
RawTransmission build(const RawStep& step, Variables& variables, Instant now, Duration time_limit) {
  if (step.body) {
    std::string body = variables.fill(*step.body, now);
    body.resize(std::max<std::size_t>(body.size(), step.body_bytes), 'x');
    variables.set("body", std::move(body));
  }
  return {.url = variables.stream_url(""),
          .bytes = variables.fill(step.bytes, now),
          .time_limit = time_limit,
          .skip = step.after_answers,
          .piece_bytes = step.piece_bytes,
          .afterwards = step.then};
}

Transmission with_credentials(Transmission transmission, const Target& target) {
  auto& headers = transmission.request.headers;
  for (const auto& field : target.credentials) {
    if (!headers.contains(field.name)) headers.add(field.name, field.value);
  }
  if (target.closes_connections) transmission.new_connection = true;
  return transmission;
}

}  // namespace conform
