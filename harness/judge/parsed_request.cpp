#include "harness/judge/parsed_request.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "harness/http/url.hpp"

namespace conform {
namespace {

using http::equals_ignoring_case;

Method method_from(std::string_view name) {
  constexpr auto methods = std::to_array<std::pair<std::string_view, Method>>({
      {"PUT", Method::put},
      {"POST", Method::post},
      {"GET", Method::get},
      {"HEAD", Method::head},
      {"DELETE", Method::del},
  });
  const auto* found = std::find_if(methods.begin(), methods.end(),
                                   [&](const auto& entry) { return entry.first == name; });
  return found == methods.end() ? Method::other : found->second;
}

/// The suites use this parameter to make a read's URL unique. It means nothing to a server.
constexpr std::string_view makes_fresh = "fresh";

/// The query parameters that the protocol defines, with the number of different values of each.
struct Query {
  std::size_t offsets = 0;
  std::string offset;
  std::size_t lives = 0;
  std::string live;
  std::optional<std::string> cursor;
  bool has_others = false;
};

Query query_of(std::string_view target) {
  Query query;
  for (auto& [name, value] : http::parse_query(http::split_target(target).second)) {
    if (name == "offset") {
      if (query.offsets == 0 || query.offset != value) ++query.offsets;
      query.offset = std::move(value);
    } else if (name == "live") {
      if (query.lives == 0 || query.live != value) ++query.lives;
      query.live = std::move(value);
    } else if (name == "cursor") {
      query.cursor = std::move(value);
    } else if (name != makes_fresh) {
      query.has_others = true;
    }
  }
  return query;
}

ReadMode mode_of(const Query& query) {
  if (query.offsets > 1 || query.lives > 1) return ReadMode::unclear;
  if (query.offsets == 1 && query.offset.empty()) return ReadMode::unclear;
  if (query.lives == 0) return ReadMode::catch_up;
  if (query.offsets == 0) return ReadMode::unclear;
  if (query.live == "long-poll") return ReadMode::long_poll;
  return query.live == "sse" ? ReadMode::sse : ReadMode::unclear;
}

std::optional<std::string> only_value(const http::Headers& headers, std::string_view name) {
  const auto values = headers.all(name);
  if (values.size() != 1 || http::trim(values[0]).empty()) return std::nullopt;
  return std::string(http::trim(values[0]));
}

std::optional<ProducerStamp> producer_of(const http::Headers& headers) {
  const auto id = only_value(headers, "Producer-Id");
  const auto epoch = small_integer(only_value(headers, "Producer-Epoch").value_or(""));
  const auto seq = small_integer(only_value(headers, "Producer-Seq").value_or(""));
  if (!id || !epoch || !seq) return std::nullopt;
  return ProducerStamp{*id, *epoch, *seq};
}

std::optional<BranchPoint> branch_of(const http::Headers& headers) {
  const auto source = only_value(headers, "Stream-Forked-From");
  const auto offset = only_value(headers, "Stream-Fork-Offset");
  const auto sub_offset =
      headers.contains("Stream-Fork-Sub-Offset")
          ? small_integer(only_value(headers, "Stream-Fork-Sub-Offset").value_or(""))
          : 0;
  if (!source || offset.has_value() != headers.contains("Stream-Fork-Offset") || !sub_offset) {
    return std::nullopt;
  }
  return BranchPoint{*source, offset, *sub_offset};
}

/// "a=b&c=d", not decoded.
std::vector<std::string_view> parameters_of(std::string_view query) {
  std::vector<std::string_view> parameters;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    parameters.push_back(query.substr(0, end));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return parameters;
}

template <typename Unwanted>
std::string without_parameters(std::string_view target, Unwanted is_unwanted) {
  const auto [path, query] = http::split_target(target);
  std::string kept(path);
  char sign = '?';
  for (const auto parameter : parameters_of(query)) {
    if (is_unwanted(parameter)) continue;
    kept += std::exchange(sign, '&');
    kept += parameter;
  }
  return kept;
}

bool any_value_holds_true(const http::Headers& headers) {
  const auto values = headers.all("Stream-Closed");
  return std::any_of(values.begin(), values.end(), [](std::string_view value) {
    return http::to_lower(value).find("true") != std::string::npos;
  });
}

}  // namespace

std::string without_fresh(std::string_view target) {
  return without_parameters(target, [](std::string_view parameter) {
    return parameter.substr(0, parameter.find('=')) == makes_fresh;
  });
}

std::string without_common(std::string_view target, std::string_view query) {
  auto common = parameters_of(query);
  return without_parameters(target, [&](std::string_view parameter) {
    const auto found = std::find(common.begin(), common.end(), parameter);
    if (found == common.end()) return false;
    common.erase(found);
    return true;
  });
}

std::string shared_query(std::string_view query, std::string_view target) {
  const auto others = parameters_of(http::split_target(target).second);
  std::string shared;
  for (const auto parameter : parameters_of(query)) {
    if (std::find(others.begin(), others.end(), parameter) == others.end()) continue;
    if (!shared.empty()) shared += '&';
    shared += parameter;
  }
  return shared;
}

ParsedRequest parsed_request(const http::Request& request) {
  const auto& headers = request.headers;
  ParsedRequest result;
  result.method = method_from(request.method);
  const Query query = query_of(request.target);
  if (result.method == Method::get) result.mode = mode_of(query);
  result.offset = query.offsets == 0 ? "-1" : query.offset;
  result.cursor = query.cursor;
  result.type = only_value(headers, "Content-Type");
  result.has_body = !request.body.empty();
  result.may_close = any_value_holds_true(headers);
  result.closes = headers.all("Stream-Closed").size() == 1 && says_true(headers, "Stream-Closed");
  result.has_producer_headers = headers.contains("Producer-Id") ||
                                headers.contains("Producer-Epoch") ||
                                headers.contains("Producer-Seq");
  result.producer = producer_of(headers);
  result.forks = headers.contains("Stream-Forked-From");
  result.forks_at_offset = result.forks && headers.contains("Stream-Fork-Offset");
  result.branch = branch_of(headers);
  result.sets_lifetime = headers.contains("Stream-TTL") || headers.contains("Stream-Expires-At");
  result.is_plain =
      !headers.contains("Content-Encoding") && !headers.contains("Range") && !query.has_others;
  return result;
}

bool has_whole_head(const Exchange& exchange) {
  switch (exchange.outcome) {
    case Outcome::complete:
    case Outcome::closed_by_us:
    case Outcome::timed_out:
    case Outcome::cut_short:
      return exchange.answered();
    case Outcome::pending:
    case Outcome::not_http:
    case Outcome::no_connection:
    case Outcome::too_large:
    case Outcome::not_sent:
    case Outcome::no_resources:
      return false;
  }
  return false;
}

std::optional<std::string_view> value_of(const http::Headers& headers, std::string_view name) {
  const auto value = headers.find(name);
  if (!value || http::trim(*value).empty()) return std::nullopt;
  return http::trim(*value);
}

bool says_true(const http::Headers& headers, std::string_view name) {
  return equals_ignoring_case(value_of(headers, name).value_or(""), "true");
}

std::optional<std::uint64_t> small_integer(std::string_view text) {
  constexpr std::uint64_t largest = (std::uint64_t{1} << 53) - 1;
  std::uint64_t value = 0;
  if (text.empty() || text[0] == '-' || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > largest) {
    return std::nullopt;
  }
  return value;
}

}  // namespace conform
