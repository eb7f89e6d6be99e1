#include "reports/secrets.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "harness/http/ascii.hpp"
#include "harness/http/base64.hpp"
#include "harness/http/url.hpp"

namespace conform::reports {
namespace {

constexpr auto well_known_headers = std::to_array<std::string_view>(
    {"api-key", "authorization", "cookie", "proxy-authorization", "set-cookie", "x-access-token",
     "x-amz-security-token", "x-api-key", "x-auth-token", "x-csrf-token"});

/// Of these, everybody sends the same values.
constexpr auto harmless_headers = std::to_array<std::string_view>({"accept",
                                                                   "accept-charset",
                                                                   "accept-encoding",
                                                                   "accept-language",
                                                                   "cache-control",
                                                                   "connection",
                                                                   "content-encoding",
                                                                   "content-language",
                                                                   "content-type",
                                                                   "expect",
                                                                   "from",
                                                                   "host",
                                                                   "keep-alive",
                                                                   "origin",
                                                                   "pragma",
                                                                   "prefer",
                                                                   "referer",
                                                                   "te",
                                                                   "trailer",
                                                                   "transfer-encoding",
                                                                   "upgrade",
                                                                   "user-agent",
                                                                   "via"});

/// Parts of names whose values are credentials.
constexpr auto secret_words = std::to_array<std::string_view>(
    {"auth", "bearer", "cookie", "credential", "jwt", "key", "passphrase", "passwd", "password",
     "pwd", "secret", "session", "signature", "token"});

constexpr auto secret_parameters = std::to_array<std::string_view>(
    {"access_token", "api-key", "api_key", "apikey", "password", "secret", "signature", "token"});

/// Query parameters that the protocol defines or conform sets.
constexpr auto plain_parameters =
    std::to_array<std::string_view>({"cursor", "fresh", "live", "offset", "resume_at", "type"});

/// Values that are no secret to anybody, and that reports are full of.
constexpr auto ordinary_words = std::to_array<std::string_view>(
    {"admin",  "basic",  "bearer",  "conform",  "default", "development", "digest", "false",
     "guest",  "host",   "http",    "https",    "json",    "key",         "local",  "localhost",
     "none",   "null",   "offset",  "password", "private", "production",  "public", "root",
     "secret", "server", "staging", "status",   "stream",  "streams",     "test",   "testing",
     "tests",  "text",   "token",   "true",     "user",    "username"});

constexpr std::size_t shortest_number = 6;

template <class List>
bool is_among(const List& list, std::string_view word) {
  return std::any_of(list.begin(), list.end(),
                     [&](auto known) { return http::equals_ignoring_case(word, known); });
}

bool has_secret_name(std::string_view name) {
  const auto lower = http::to_lower(name);
  return std::any_of(secret_words.begin(), secret_words.end(),
                     [&](auto word) { return lower.find(word) != std::string::npos; });
}

template <class Test>
bool all(std::string_view text, Test test) {
  return std::all_of(text.begin(), text.end(), test);
}

/// As generated keys look: a long part of letters and digits. No path, number, name or version.
bool looks_like_key(std::string_view word) {
  constexpr std::size_t shortest = 16;
  constexpr std::size_t shortest_mixed = 8;
  if (word.size() < shortest || word.find('/') < 2) return false;
  while (!word.empty()) {
    const auto end = std::min(word.find_first_of("+/_=.~-"), word.size());
    const auto part = word.substr(0, end);
    if (!all(part, http::is_letter_or_digit)) return false;
    const bool is_mixed = !all(part, http::is_letter) && !all(part, http::is_digit);
    if (is_mixed && part.size() >= shortest_mixed) return true;
    word.remove_prefix(std::min(end + 1, word.size()));
  }
  return false;
}

/// "--token" of "--token=abc"; the whole word if it assigns nothing.
std::string_view assigned_name(std::string_view word) {
  return word.substr(0, word.find_first_of("=:"));
}

bool is_secret_option(std::string_view name) {
  return name == "-u" || name == "-p" || has_secret_name(name);
}

/// The word after a scheme, as in "Bearer abc"; the text itself if it has none.
std::string_view after_scheme(std::string_view value) {
  const auto space = value.find(' ');
  return space == std::string_view::npos ? value : http::trim(value.substr(space));
}

/// Calls `take` with each part of the text between any of the separators.
template <class Take>
void each_part(std::string_view text, std::string_view separators, Take take) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string_view without_quotes(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  return text;
}

/// The length of user and password in what follows the scheme of a URL; 0 if there are none. In a
/// malformed URL, a password may contain anything.
std::size_t length_of_user(std::string_view after_scheme) {
  const auto slash = after_scheme.find('/');
  const bool is_before_slash = after_scheme.find('@') < slash;
  const auto at =
      after_scheme.substr(0, is_before_slash ? slash : std::string_view::npos).rfind('@');
  return at == std::string_view::npos ? 0 : at;
}

std::size_t end_of_scheme(std::string_view url) {
  const auto scheme = url.find("://");
  return scheme == std::string_view::npos ? 0 : scheme + 3;
}

bool is_name_character(char c) {
  return http::is_letter_or_digit(c) ||
         std::string_view("_.~-[]%").find(c) != std::string_view::npos;
}

/// User and password in every URL of a text, whether or not they are known.
void find_users(std::string_view text, std::vector<TextRange>& found) {
  constexpr std::string_view scheme_end = "://";
  for (auto at = text.find(scheme_end); at != std::string_view::npos;
       at = text.find(scheme_end, at + 1)) {
    const auto begin = at + scheme_end.size();
    const auto end = std::min(text.find_first_of("/?# \t\r\n\"'<>\\", begin), text.size());
    const auto user_end = text.substr(begin, end - begin).rfind('@');
    if (user_end != std::string_view::npos && user_end > 0) {
      found.push_back({begin, begin + user_end});
    }
  }
}

/// Replaces the ranges, overlapping ones at once.
std::string with_marks(std::string_view text, std::vector<TextRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const TextRange& a, const TextRange& b) { return a.begin < b.begin; });
  std::string out;
  std::size_t done = 0;
  for (std::size_t i = 0; i < ranges.size();) {
    auto [begin, end] = ranges[i];
    for (++i; i < ranges.size() && ranges[i].begin < end; ++i) end = std::max(end, ranges[i].end);
    out.append(text.substr(done, begin - done)).append(hidden_mark);
    done = end;
  }
  return out.append(text.substr(done));
}

}  // namespace

Secrets::Secrets(Queries queries)
    : queries_(queries),
      headers_(well_known_headers.begin(), well_known_headers.end()),
      parameters_(secret_parameters.begin(), secret_parameters.end()) {}

bool Secrets::hides(std::string_view header_name) const {
  return headers_.contains(http::to_lower(header_name));
}

void Secrets::learn_header(std::string_view name, std::string_view value) {
  if (is_among(harmless_headers, name)) return;
  headers_.insert(http::to_lower(name));
  const bool is_credential = is_among(well_known_headers, name) || has_secret_name(name);
  if (http::equals_ignoring_case(name, "cookie")) return learn_cookies(value);
  learn_authorization(value, is_credential ? Kind::credential : Kind::perhaps);
}

void Secrets::learn(const Exchange& exchange) {
  learn_user(exchange.request.target);
  learn_query(exchange.request.target, queries_);
  learn_headers(exchange.request.headers);
  learn_headers(exchange.response.headers);
}

void Secrets::learn(const Secrets& other) {
  if (other.queries_ == Queries::all_others) queries_ = other.queries_;
  headers_.insert(other.headers_.begin(), other.headers_.end());
  parameters_.insert(other.parameters_.begin(), other.parameters_.end());
  const auto before = values_.size();
  values_.insert(other.values_.begin(), other.values_.end());
  if (values_.size() > before) search_.reset();
}

void Secrets::learn_headers(const http::Headers& headers) {
  for (const auto& field : headers) {
    const bool is_of_others = queries_ == Queries::all_others && has_secret_name(field.name);
    if (!hides(field.name) && !is_of_others) continue;
    if (http::equals_ignoring_case(field.name, "set-cookie")) {
      learn_cookies(field.value.substr(0, field.value.find(';')));
    } else {
      learn_header(field.name, field.value);
    }
  }
}

void Secrets::learn_cookies(std::string_view value) {
  learn_value(http::trim(value), Kind::credential);
  each_part(value, ";", [&](std::string_view cookie) {
    const auto equals = cookie.find('=');
    if (equals == std::string_view::npos) return;
    learn_value(without_quotes(http::trim(cookie.substr(equals + 1))), Kind::credential);
  });
}

/// A server would echo only the token of "Bearer abc", only the password of "Basic …", only the
/// signature of "Digest …".
void Secrets::learn_authorization(std::string_view value, Kind kind) {
  value = http::trim(value);
  learn_value(value, kind);
  const auto token = after_scheme(value);
  if (token == value) return;
  learn_value(token, kind);
  if (http::equals_ignoring_case(value.substr(0, value.find(' ')), "basic")) {
    const auto pair = http::base64_decode(token);
    if (pair) learn_pair(*pair);
    return;
  }
  each_part(token, ",; ", [&](std::string_view parameter) {
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos || equals + 2 >= parameter.size()) return;
    learn_value(without_quotes(parameter.substr(equals + 1)), Kind::perhaps);
  });
}

/// As it is written, and as it is meant.
void Secrets::learn_value(std::string_view value, Kind kind) {
  remember(value, kind);
  if (value.find('%') != std::string_view::npos) remember(http::percent_decode(value), kind);
  if (value.find_first_of("+ ") != std::string_view::npos) {
    std::string other(value);
    for (char& c : other) c = c == '+' ? ' ' : c == ' ' ? '+' : c;
    remember(other, kind);
  }
}

void Secrets::learn_url(std::string_view url) {
  learn_user(url);
  learn_query(url, Queries::all_others);
  const auto path = url.substr(0, url.find_first_of("?#"));
  each_part(path.substr(end_of_scheme(path)), "/", [&](std::string_view segment) {
    if (looks_like_key(segment)) learn_value(segment, Kind::credential);
  });
}

void Secrets::learn_user(std::string_view url) {
  if (http::parse_url(url)) return;
  const auto rest = url.substr(end_of_scheme(url));
  learn_pair(rest.substr(0, length_of_user(rest)));
}

/// "user:password"
void Secrets::learn_pair(std::string_view pair) {
  learn_value(pair, Kind::credential);
  if (const auto colon = pair.find(':'); colon != std::string_view::npos) {
    learn_value(pair.substr(colon + 1), Kind::credential);
  }
}

void Secrets::learn_query(std::string_view url, Queries queries) {
  const auto mark = url.find('?');
  if (mark == std::string_view::npos) return;
  each_part(url.substr(mark + 1), "&#", [&](std::string_view parameter) {
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos) {
      if (queries == Queries::all_others && !is_among(plain_parameters, parameter)) {
        learn_value(parameter, Kind::perhaps);
      }
      return;
    }
    const auto name = http::to_lower(parameter.substr(0, equals));
    const bool is_named = is_among(secret_parameters, name) || has_secret_name(name);
    const bool is_secret =
        is_named || (queries == Queries::all_others && !is_among(plain_parameters, name));
    if (!is_secret) return;
    parameters_.insert(name);
    learn_value(parameter.substr(equals + 1), is_named ? Kind::credential : Kind::perhaps);
  });
}

void Secrets::learn_command(std::string_view command) {
  bool is_value = false;
  bool is_program = true;
  each_part(command, " \t\n\"';|&()`", [&](std::string_view word) {
    const bool is_option = word.starts_with('-');
    if (is_value && !is_option) {
      // "Authorization: Bearer abc" has one more word.
      is_value = is_among(ordinary_words, word);
      return learn_pair(word);
    }
    const auto name = assigned_name(word);
    // "$TOKEN" is a value itself.
    is_value = (name == word || name.size() + 1 == word.size()) && !word.starts_with('$') &&
               is_secret_option(name);
    if (name.size() < word.size()) learn_assigned(word);
    const bool is_assignment = name.size() < word.size() && !is_option;
    std::vector<std::string_view> keys;
    each_part(word, "=:,", [&](std::string_view part) {
      if (looks_like_key(part)) keys.push_back(part);
    });
    std::error_code error;
    if (!is_program && !keys.empty() && !std::filesystem::exists(word, error)) {
      for (const auto key : keys) learn_value(key, Kind::credential);
    }
    is_program = is_program && is_assignment;
  });
}

/// "TOKEN=abc", "--env=TOKEN=abc", "url=http://user:password@host"
void Secrets::learn_assigned(std::string_view word) {
  if (word.find("://") < word.find('=')) return learn_url(word);
  const auto name = assigned_name(word);
  if (name.size() + 1 >= word.size()) return;
  const auto value = word.substr(name.size() + 1);
  if (is_secret_option(name)) learn_pair(value);
  if (assigned_name(value).size() < value.size()) learn_assigned(value);
}

void Secrets::remember(std::string_view value, Kind kind) {
  if (value.size() < shortest_value || is_among(ordinary_words, value)) return;
  if (value.size() < shortest_number && all(value, http::is_digit)) return;
  // "$TOKEN" and "{port}" stand for values.
  if (value.front() == '$' || (value.front() == '{' && value.back() == '}')) return;
  const bool is_common = value.size() < shortest_anywhere || all(value, http::is_letter);
  if (kind == Kind::perhaps && is_common) return;
  if (values_.emplace(value).second) search_.reset();
}

void Secrets::find_parameters(std::string_view text, std::vector<TextRange>& found) const {
  std::size_t end = 0;
  for (auto at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
    auto begin = at;
    while (begin > 0 && is_name_character(text[begin - 1])) --begin;
    const auto before = text.substr(0, begin);
    if (!before.ends_with('?') && !before.ends_with('&') && !before.ends_with("&amp;")) continue;
    if (!parameters_.contains(http::to_lower(text.substr(begin, at - begin)))) continue;
    // Many values may have the same end.
    if (end <= at) end = std::min(text.find_first_of("&#\"'`<>\\ \t\r\n),;", at + 1), text.size());
    if (end > at + 1) found.push_back({at + 1, end});
  }
}

/// In its own place, every value is secret: "Name: value" on a line of its own, or in quotation
/// marks, as in a curl command.
void Secrets::find_headers(std::string_view text, std::vector<TextRange>& found) const {
  // Many values may have the same end: the last one found, for values that begin with a line, or
  // after either quotation mark.
  std::array<std::size_t, 3> ends{};
  for (auto colon = text.find(": "); colon != std::string_view::npos;
       colon = text.find(": ", colon + 1)) {
    auto begin = colon;
    while (begin > 0 && is_name_character(text[begin - 1])) --begin;
    const char before = begin == 0 ? '\n' : text[begin - 1];
    constexpr std::string_view marks = "\n\"'";
    const auto kind = marks.find(before);
    if (kind == std::string_view::npos || !hides(text.substr(begin, colon - begin))) continue;
    const auto value = colon + 2;
    auto& end = ends[kind];
    if (end <= value) {
      end = value;
      while (end < text.size() && text[end] != '\n' && !(before != '\n' && text[end] == before)) {
        end += text[end] == '\\' && end + 1 < text.size() ? 2U : 1U;
      }
    }
    if (end > value) found.push_back({value, end});
  }
}

std::string Secrets::hide(std::string_view text, const SecretSearch& search) const {
  std::vector<TextRange> found;
  find_users(text, found);
  find_parameters(text, found);
  find_headers(text, found);
  search.find_in(text, found);
  return found.empty() ? std::string(text) : with_marks(text, std::move(found));
}

std::string Secrets::hide(std::string_view text) const {
  return hide(text, *search_.for_values(values_));
}

http::Headers Secrets::hide(const http::Headers& headers, const SecretSearch& search) const {
  http::Headers result;
  for (const auto& field : headers) {
    result.add(hide(field.name, search),
               hides(field.name) ? std::string(hidden_mark) : hide(field.value, search));
  }
  return result;
}

Exchange Secrets::hide(Exchange exchange) const {
  Secrets all = *this;
  all.learn(exchange);
  const auto made = all.search_.for_values(all.values_);
  const SecretSearch& search = *made;
  const auto hide_in = [&](std::string& text) { text = all.hide(text, search); };
  for (auto* text : {&exchange.scenario, &exchange.stream, &exchange.label,
                     &exchange.request.method, &exchange.request.target, &exchange.request.body,
                     &exchange.response.body, &exchange.problem, &exchange.http_version}) {
    hide_in(*text);
  }
  exchange.request.headers = all.hide(exchange.request.headers, search);
  exchange.response.headers = all.hide(exchange.response.headers, search);
  for (auto& seen : exchange.events) {
    for (auto* text : {&seen.event.type, &seen.event.data, &seen.event.id}) hide_in(*text);
    for (auto& line : seen.event.lines) hide_in(line);
  }
  return exchange;
}

}  // namespace conform::reports
