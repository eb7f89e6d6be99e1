#include "harness/http/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/http/ascii.hpp"
#include "harness/http/message.hpp"

namespace conform::http {
namespace {

bool is_unreserved(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool is_port(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value >= 1 && value <= 65535;
}

struct Authority {
  std::string_view host;
  std::string_view port;
};

Authority split_authority(std::string_view authority) {
  const auto bracket = authority.rfind(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  Authority result{authority.substr(0, colon), {}};
  if (colon != std::string_view::npos) result.port = authority.substr(colon + 1);
  if (result.host.starts_with('[') && result.host.ends_with(']')) {
    result.host = result.host.substr(1, result.host.size() - 2);
  }
  return result;
}

}  // namespace

std::string Url::authority() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  const bool default_port = port == (scheme == "https" ? "443" : "80");
  return fmt::format("{}{}{}{}{}", ipv6 ? "[" : "", host, ipv6 ? "]" : "", default_port ? "" : ":",
                     default_port ? "" : port);
}

Expected<Url, std::string> parse_url(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) {
    return unexpected(fmt::format("'{}' is not a URL: it has no http:// or https://", text));
  }
  Url url;
  url.scheme = to_lower(text.substr(0, scheme_end));
  if (url.scheme != "http" && url.scheme != "https") {
    return unexpected(fmt::format("'{}' has the scheme '{}': only http and https can be tested",
                                  text, url.scheme));
  }
  const bool has_space_or_control = std::any_of(
      text.begin(), text.end(), [](char c) { return c >= 0 && (c <= ' ' || c == 127); });
  if (has_space_or_control) {
    return unexpected(
        fmt::format("'{}' is not a URL: it holds a space or control character", text));
  }
  const auto rest = text.substr(scheme_end + 3, text.find('#') - scheme_end - 3);
  const auto authority_end = rest.find_first_of("/?");
  auto authority = rest.substr(0, authority_end);
  if (authority.find('@') != std::string_view::npos) {
    return unexpected(std::string(
        "the URL holds a user or password: give credentials as -H 'Authorization: …' instead"));
  }
  const auto [host, port] = split_authority(authority);
  if (host.empty()) return unexpected(fmt::format("'{}' is not a URL: it names no host", text));
  if (host.find_first_of("[]") != std::string_view::npos) {
    return unexpected(fmt::format("'{}' is not a URL: '{}' is not a host", text, host));
  }
  if (authority.find(':',
                     authority.rfind(']') == std::string_view::npos ? 0 : authority.rfind(']')) !=
          std::string_view::npos &&
      !is_port(port)) {
    return unexpected(fmt::format("'{}' is not a URL: '{}' is not a port", text, port));
  }
  url.host = host;
  url.port = port.empty() ? (url.scheme == "https" ? "443" : "80") : std::string(port);
  const auto [path, query] =
      split_target(authority_end == std::string_view::npos ? "" : rest.substr(authority_end));
  url.path = path.empty() ? "/" : std::string(path);
  url.query = query;
  return url;
}

std::pair<std::string_view, std::string_view> split_target(std::string_view target) {
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto parameter = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (parameter.empty()) continue;
    const auto equals = std::min(parameter.find('='), parameter.size());
    parameters.emplace_back(
        percent_decode(parameter.substr(0, equals)),
        percent_decode(parameter.substr(std::min(equals + 1, parameter.size()))));
  }
  return parameters;
}

std::string percent_encode(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      result.push_back(c);
    } else {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

std::string percent_decode(std::string_view text) {
  if (text.find('%') == std::string_view::npos) return std::string(text);
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto* digits = text.data() + i + 1;
      const auto [end, error] = std::from_chars(digits, digits + 2, value, 16);
      if (error == std::errc{} && end == digits + 2) {
        result.push_back(static_cast<char>(value));
        i += 2;
        continue;
      }
    }
    result.push_back(text[i]);
  }
  return result;
}

}  // namespace conform::http
