#include "harness/judge/features.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace conform {
namespace {

using Features = std::set<std::string>;

bool is_plain(std::string_view method) {
  constexpr std::array<std::string_view, 3> plain{"PUT", "POST", "GET"};
  return std::find(plain.begin(), plain.end(), method) != plain.end();
}

void add_headers(const http::Headers& headers, Features& features) {
  constexpr std::array<std::string_view, 6> prefixes{"stream-", "producer-", "if-",
                                                     "range",   "accept",    "authorization"};
  for (const auto& field : headers) {
    const auto name = http::to_lower(field.name);
    if (std::any_of(prefixes.begin(), prefixes.end(),
                    [&](std::string_view prefix) { return name.starts_with(prefix); })) {
      features.insert(name);
    }
  }
  const auto type = headers.find("Content-Type");
  if (type && type->starts_with("application/json")) features.insert("json");
}

void add_query(std::string_view query, Features& features) {
  const auto has = [&](std::string_view text) { return query.find(text) != query.npos; };
  if (has("live=")) features.insert("live");
  if (has("offset=now")) {
    features.insert("now");
  } else if (has("offset=") && !has("offset=-1")) {
    features.insert("offset");
  }
}

}  // namespace

std::set<std::string> features_of(const std::vector<Exchange>& exchanges) {
  Features features;
  std::set<std::string_view> streams;
  for (const auto& exchange : exchanges) {
    const auto& request = exchange.request;
    if (!is_plain(request.method)) features.insert(request.method);
    const std::string_view target = request.target;
    const auto path = target.substr(0, target.find('?'));
    if (path.find("/__ds/") != path.npos) {
      features.insert("subscriptions");
    } else {
      streams.insert(path);
    }
    add_headers(request.headers, features);
    add_query(target.substr(path.size()), features);
  }
  if (streams.size() > 1) features.insert("other stream");
  return features;
}

bool builds_on_plain_streams(std::string_view requirement) {
  constexpr std::array<std::string_view, 5> sections{"4.2/", "5.7/", "5.8/", "6", "7"};
  return std::any_of(sections.begin(), sections.end(),
                     [&](std::string_view section) { return requirement.starts_with(section); });
}

}  // namespace conform
