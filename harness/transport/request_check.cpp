#include "harness/transport/request_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/http/url.hpp"

namespace conform {
namespace {

/// RFC 9110 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view characters =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

bool has_control_byte(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

std::string field_problem(const http::HeaderField& field, std::size_t body_bytes) {
  if (!is_token(field.name)) {
    return fmt::format("invalid header name '{}'", field.name);
  }
  if (has_control_byte(field.value)) {
    return fmt::format("the value of the header {} holds a control byte", field.name);
  }
  if (http::equals_ignoring_case(field.name, "Transfer-Encoding")) {
    return "Transfer-Encoding is set by the transport";
  }
  if (http::equals_ignoring_case(field.name, "Content-Length") &&
      field.value != std::to_string(body_bytes)) {
    return fmt::format("Content-Length is '{}', but the body has {} bytes", field.value,
                       body_bytes);
  }
  return {};
}

}  // namespace

std::string request_problem(const Transmission& transmission) {
  const auto& request = transmission.request;
  if (!is_token(request.method)) {
    return fmt::format("invalid method '{}'", request.method);
  }
  if (request.method == "HEAD" && !transmission.body().empty()) {
    return "a HEAD request with a body";
  }
  if (const auto url = http::parse_url(request.target); !url) return url.error();
  for (const auto& field : request.headers) {
    if (auto problem = field_problem(field, transmission.body().size()); !problem.empty())
      return problem;
  }
  return {};
}

}  // namespace conform
