#include "reports/secrets.hpp"

#include <algorithm>
#include <array>

namespace conform::reports {
namespace {

constexpr auto well_known_headers = std::to_array<std::string_view>(
    {"api-key", "authorization", "cookie", "proxy-authorization", "set-cookie", "x-access-token",
     "x-amz-security-token", "x-api-key", "x-auth-token", "x-csrf-token"});

constexpr auto secret_parameters = std::to_array<std::string_view>(
    {"access_token", "api-key", "api_key", "apikey", "password", "secret", "signature", "token"});

/// Shorter values occur everywhere by chance; hiding them would make the output unreadable.
constexpr std::size_t shortest_value = 4;

bool is_secret_parameter(std::string_view name) {
  return std::any_of(secret_parameters.begin(), secret_parameters.end(),
                     [name](auto known) { return http::equals_ignoring_case(name, known); });
}

}  // namespace

Secrets::Secrets(const std::set<std::string>& header_names, const std::set<std::string>& values)
    : names_(well_known_headers.begin(), well_known_headers.end()) {
  for (const auto& name : header_names) names_.insert(http::to_lower(name));
  for (const auto& value : values) learn_header_value(value);
}

bool Secrets::hides(std::string_view header_name) const {
  return names_.contains(http::to_lower(header_name));
}

void Secrets::learn(const Exchange& exchange) {
  learn_url(exchange.request.target);
  learn_headers(exchange.request.headers);
  learn_headers(exchange.response.headers);
}

void Secrets::learn_headers(const http::Headers& headers) {
  for (const auto& field : headers) {
    if (hides(field.name)) learn_header_value(field.value);
  }
}

void Secrets::learn_header_value(std::string_view value) {
  value = http::trim(value);
  remember(value);
  // "Bearer abc": a server would echo only the token.
  if (const auto space = value.find(' '); space != std::string_view::npos) {
    remember(http::trim(value.substr(space)));
  }
}

void Secrets::learn_url(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    const auto authority =
        url.substr(scheme + 3, url.find_first_of("/?#", scheme + 3) - scheme - 3);
    const auto user_info = authority.substr(0, authority.rfind('@'));
    if (user_info.size() < authority.size()) {
      remember(user_info);
      if (const auto colon = user_info.find(':'); colon != std::string_view::npos) {
        remember(user_info.substr(colon + 1));
      }
    }
  }
  for (auto at = url.find('?'); at != std::string_view::npos; at = url.find('&', at + 1)) {
    const auto parameter = url.substr(at + 1, url.find_first_of("&#", at + 1) - at - 1);
    const auto equals = parameter.find('=');
    if (equals != std::string_view::npos && is_secret_parameter(parameter.substr(0, equals))) {
      remember(parameter.substr(equals + 1));
    }
  }
}

void Secrets::remember(std::string_view value) {
  if (value.size() < shortest_value) return;
  if (std::find(values_.begin(), values_.end(), value) != values_.end()) return;
  const auto longer_end = std::find_if(values_.begin(), values_.end(), [&](const auto& known) {
    return known.size() < value.size();
  });
  values_.emplace(longer_end, value);
}

std::string Secrets::hide(std::string_view text) const {
  if (values_.empty()) return std::string(text);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto known = std::find_if(values_.begin(), values_.end(),
                                    [&](const auto& value) { return text.starts_with(value); });
    if (known == values_.end()) {
      out.push_back(text.front());
      text.remove_prefix(1);
    } else {
      out.append(hidden_mark);
      text.remove_prefix(known->size());
    }
  }
  return out;
}

namespace {

http::Headers hidden(const http::Headers& headers, const Secrets& secrets) {
  http::Headers result;
  for (const auto& field : headers) {
    result.add(field.name,
               secrets.hides(field.name) ? std::string(hidden_mark) : secrets.hide(field.value));
  }
  return result;
}

}  // namespace

Exchange without_secrets(Exchange exchange) {
  Secrets secrets;
  secrets.learn(exchange);
  exchange.request.target = secrets.hide(exchange.request.target);
  exchange.request.headers = hidden(exchange.request.headers, secrets);
  exchange.request.body = secrets.hide(exchange.request.body);
  exchange.response.headers = hidden(exchange.response.headers, secrets);
  exchange.response.body = secrets.hide(exchange.response.body);
  for (auto& seen : exchange.events) {
    seen.event.data = secrets.hide(seen.event.data);
    for (auto& line : seen.event.lines) line = secrets.hide(line);
  }
  return exchange;
}

}  // namespace conform::reports
