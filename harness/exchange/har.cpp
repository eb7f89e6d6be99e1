#include "harness/exchange/har.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "harness/exchange/json_integer.hpp"
#include "harness/http/base64.hpp"
#include "harness/http/media_type.hpp"
#include "harness/http/timestamp.hpp"
#include "harness/http/url.hpp"
#include "harness/http/utf8.hpp"

namespace conform {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view our_name = "conform";
/// Times are rounded to milliseconds.
constexpr auto rounding = std::chrono::milliseconds{2};
/// No request takes longer than a year.
constexpr double longest_ms = 365.0 * 24 * 3600 * 1000;

constexpr std::array outcomes{Outcome::complete,  Outcome::closed_by_us, Outcome::timed_out,
                              Outcome::cut_short, Outcome::not_http,     Outcome::no_connection,
                              Outcome::too_large, Outcome::not_sent,     Outcome::no_resources};

// ---- writing ----

double milliseconds(Duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

std::string printable(std::string_view text) {
  return http::is_utf8(text) ? std::string(text) : http::percent_encode(text);
}

ordered_json named_values(const http::Headers& headers) {
  auto list = ordered_json::array();
  for (const auto& field : headers) {
    list.push_back({{"name", printable(field.name)}, {"value", printable(field.value)}});
  }
  return list;
}

/// JSON needs six bytes for a NUL, which only binary data has many of.
bool is_text(std::string_view bytes) {
  return http::is_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
}

void put_text(ordered_json& object, const std::string& text) {
  if (is_text(text)) {
    object["text"] = text;
  } else {
    object["text"] = http::base64_encode(text);
    object["encoding"] = "base64";
  }
}

/// An event stream as it was received, but for its comments.
std::string events_text(const std::vector<SeenEvent>& events) {
  std::string text;
  for (const auto& seen : events) {
    for (const auto& line : seen.event.lines) text += line + "\n";
    text += "\n";
  }
  return text;
}

/// What a body is the beginning of.
std::string cut_text(std::size_t kept, std::size_t missing) {
  return fmt::format("the first {} of {} bytes", kept, kept + missing);
}

ordered_json request_json(const Exchange& exchange, std::size_t missing) {
  const auto& request = exchange.request;
  auto query = ordered_json::array();
  for (const auto& [name, value] : http::parse_query(http::split_target(request.target).second)) {
    query.push_back({{"name", printable(name)}, {"value", printable(value)}});
  }
  ordered_json object{{"method", printable(request.method)},
                      {"url", printable(request.target)},
                      {"httpVersion", "HTTP/1.1"},
                      {"cookies", ordered_json::array()},
                      {"headers", named_values(request.headers)},
                      {"queryString", std::move(query)},
                      {"headersSize", -1},
                      {"bodySize", request.body.size() + missing}};
  if (request.body.empty() && missing == 0) return object;
  ordered_json data{{"mimeType", printable(request.headers.find("Content-Type").value_or(""))}};
  put_text(data, request.body);
  if (missing > 0) data["comment"] = cut_text(request.body.size(), missing);
  object["postData"] = std::move(data);
  return object;
}

ordered_json response_json(const Exchange& exchange, const Cut& cut) {
  const auto& response = exchange.response;
  const auto body = exchange.events.empty() ? response.body : events_text(exchange.events);
  const auto size = body.size() + cut.response_bytes;
  ordered_json content{{"size", size},
                       {"mimeType", printable(response.headers.find("Content-Type").value_or(""))}};
  put_text(content, body);
  if (cut.response_bytes > 0) content["comment"] = cut_text(body.size(), cut.response_bytes);
  if (cut.events > 0) content["comment"] = fmt::format("{} events more", cut.events);
  return {{"status", response.status},
          {"statusText", http::reason_phrase(response.status)},
          {"httpVersion", "HTTP/1.1"},
          {"cookies", ordered_json::array()},
          {"headers", named_values(response.headers)},
          {"content", std::move(content)},
          {"redirectURL", ""},
          {"headersSize", -1},
          {"bodySize", size}};
}

ordered_json ours_json(const Exchange& exchange, const Cut& cut) {
  ordered_json object{{"number", exchange.number},
                      {"order", {exchange.sent_order, exchange.done_order}},
                      {"stream", printable(exchange.stream)},
                      {"scenario", exchange.scenario},
                      {"outcome", to_string(exchange.outcome)},
                      {"sent_ns", exchange.sent.time_since_epoch().count()},
                      {"done_ns", exchange.done.time_since_epoch().count()}};
  if (cut.any()) object["cut"] = cut_json(cut);
  return object;
}

// ---- reading ----

// Missing values and values of the wrong type throw nlohmann/json's exceptions; the caller counts
// the entry as unreadable.

http::Headers headers_from(const json& list) {
  http::Headers headers;
  for (const auto& field : list) {
    const auto name = field.at("name").get<std::string>();
    // What browsers add of HTTP/2 are no headers.
    if (!name.starts_with(':')) headers.add(name, field.at("value").get<std::string>());
  }
  return headers;
}

/// "2026-11-27T15:00:00.123+01:00", of years whose differences a Duration can represent.
Instant time_of(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  double second = 0;
  int consumed = 0;
  if (std::sscanf(text.c_str(), "%d-%u-%uT%d:%d:%lf%n", &year, &month, &day, &hour, &minute,
                  &second, &consumed) != 6) {
    throw std::invalid_argument("startedDateTime is no time");
  }
  const bool is_possible = year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 &&
                           day <= 31 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 &&
                           second >= 0 && second < 61;
  if (!is_possible) throw std::invalid_argument("startedDateTime is no time");
  using namespace std::chrono;
  const sys_days date{std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)};
  Instant at = date + hours(hour) + minutes(minute) +
               duration_cast<Duration>(std::chrono::duration<double>(second));
  int zone_hour = 0;
  int zone_minute = 0;
  char sign = 'Z';
  const auto* zone = text.c_str() + consumed;
  if (std::sscanf(zone, "%c%2d:%2d", &sign, &zone_hour, &zone_minute) == 3) {
    const auto offset = hours(zone_hour) + minutes(zone_minute);
    at = sign == '-' ? at + offset : at - offset;
  }
  return at;
}

/// 0 if it does not say.
double size_of(const json& object) {
  const auto size = object.find("size");
  return size == object.end() || !size->is_number() ? 0 : size->get<double>();
}

/// nullopt if the file does not have the text although there was one.
std::optional<std::string> decoded_text(const json& object) {
  const auto text = object.find("text");
  if (text == object.end() || !text->is_string()) {
    return size_of(object) > 0 ? std::nullopt : std::optional<std::string>("");
  }
  const auto encoding = object.find("encoding");
  if (encoding == object.end() || *encoding != "base64") return text->get<std::string>();
  auto bytes = http::base64_decode(text->get<std::string>());
  if (!bytes) throw std::invalid_argument("the base64 of a body is none");
  return bytes;
}

void take_events(Exchange& exchange) {
  const auto type = exchange.response.headers.find("Content-Type");
  if (!type || !http::same_media_type(*type, "text/event-stream")) return;
  http::SseParser parser;
  for (auto& event : parser.push(exchange.response.body)) {
    exchange.events.push_back({std::move(event), exchange.done});
  }
  exchange.has_partial_event = parser.has_partial_event();
  if (parser.overflowed()) exchange.outcome = Outcome::too_large;
  exchange.response.body.clear();
}

/// Bounded, so that the difference of any two times does not overflow.
Instant exact_time_of(const json& value) {
  constexpr std::int64_t farthest = (std::int64_t{1} << 62) - 1;
  const auto time = integer_of<std::int64_t>(value);
  if (time < -farthest || time > farthest) throw std::invalid_argument("no request has that time");
  return Instant(Duration(time));
}

/// What only our own files have.
void take_ours(Exchange& exchange, const json& ours) {
  exchange.number = integer_of<std::uint64_t>(ours.at("number"));
  exchange.sent_order = integer_of<std::uint64_t>(ours.at("order").at(0));
  exchange.done_order = integer_of<std::uint64_t>(ours.at("order").at(1));
  exchange.stream = ours.at("stream").get<std::string>();
  exchange.scenario = ours.at("scenario").get<std::string>();
  exchange.sent = exact_time_of(ours.at("sent_ns"));
  exchange.done = std::max(exact_time_of(ours.at("done_ns")), exchange.sent);
  const auto name = ours.at("outcome").get<std::string>();
  for (const auto outcome : outcomes) {
    if (to_string(outcome) == name) exchange.outcome = outcome;
  }
  read_cut(exchange, ours);
}

Exchange exchange_of(const json& entry, std::uint64_t number, bool is_ours) {
  Exchange exchange;
  exchange.number = number;
  exchange.scenario = fmt::format("entry {}", number);
  const auto& request = entry.at("request");
  exchange.request.method = request.at("method").get<std::string>();
  exchange.request.target = request.at("url").get<std::string>();
  exchange.request.headers = headers_from(request.at("headers"));
  bool has_bodies = true;
  if (const auto data = request.find("postData"); data != request.end() && data->is_object()) {
    const auto body = decoded_text(*data);
    has_bodies = body.has_value();
    exchange.request.body = body.value_or("");
  }
  const auto& response = entry.at("response");
  // Some write -1 if there was no response.
  exchange.response.status = std::max(integer_of<int>(response.at("status")), 0);
  exchange.response.headers = headers_from(response.at("headers"));
  const auto& content = response.at("content");
  const auto body = decoded_text(content);
  exchange.response.body = body.value_or("");
  // Some browsers keep the beginning of a large body only.
  const bool is_whole = size_of(content) <= static_cast<double>(exchange.response.body.size());
  has_bodies = has_bodies && body.has_value() && is_whole;
  exchange.sent = time_of(entry.at("startedDateTime").get<std::string>());
  const double time = entry.value("time", 0.0);
  exchange.done = exchange.sent + rounding +
                  std::chrono::duration_cast<Duration>(
                      std::chrono::duration<double, std::milli>(std::clamp(time, 0.0, longest_ms)));
  exchange.outcome = !exchange.answered() ? Outcome::no_connection
                     : has_bodies         ? Outcome::complete
                                          : Outcome::too_large;
  if (is_ours) take_ours(exchange, entry.at("_conform"));
  exchange.first_byte = exchange.done;
  take_events(exchange);
  return exchange;
}

/// Takes the entries out of the document while it is parsed, and keeps nothing else, so that a file
/// of any size takes the memory of its largest entry.
class Entries {
 public:
  // nlohmann/json calls all of these; a function that returns false ends the parsing.
  using number_integer_t = json::number_integer_t;
  using number_unsigned_t = json::number_unsigned_t;
  using number_float_t = json::number_float_t;
  using string_t = json::string_t;
  using binary_t = json::binary_t;

  Entries(HarSummary& summary, const std::function<void(Exchange, bool)>& take)
      : summary_(summary), take_(take) {}

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(number_integer_t value) { return put(value); }
  bool number_unsigned(number_unsigned_t value) { return put(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) { return put(value); }
  bool string(string_t& value) { return put(std::move(value)); }
  bool binary(binary_t& /*JSON has none*/) { return false; }
  bool start_object(std::size_t /*unknown*/) { return open(json::object()); }
  bool start_array(std::size_t /*unknown*/) { return open(json::array()); }
  bool end_array() { return close(); }
  bool end_object() { return close(); }

  bool key(string_t& name) {
    if (!open_.empty()) {
      key_ = std::move(name);
    } else if (depth_ == 1) {
      outer_ = std::move(name);
      inner_.clear();
      has_log_ = has_log_ || outer_ == "log";
    } else if (depth_ == 2) {
      inner_ = std::move(name);
    }
    return true;
  }

  bool parse_error(std::size_t byte, const std::string& /*token*/, const json::exception& /*why*/) {
    broken_at_ = byte;
    return false;
  }

  [[nodiscard]] bool has_log() const { return has_log_; }
  /// Where the file is no JSON any more.
  [[nodiscard]] std::optional<std::size_t> broken_at() const { return broken_at_; }

 private:
  /// Of the objects and arrays in an entry, the innermost that are read are the fields of headers.
  static constexpr std::size_t deepest = 4;

  /// Whether the object or array that a value is in is kept.
  [[nodiscard]] bool is_parent_kept() const {
    return !open_.empty() && open_.size() == depth_ - depth_of_value_;
  }

  /// Whether an object or array that begins here is kept.
  [[nodiscard]] bool is_kept() const {
    if (!open_.empty()) return is_parent_kept() && open_.size() < deepest;
    if (outer_ != "log") return false;
    return (depth_ == 2 && inner_ == "creator") || (depth_ == 3 && inner_ == "entries");
  }

  json* add(json value) {
    if (open_.empty()) return &(value_ = std::move(value));
    auto& parent = *open_.back();
    if (parent.is_array()) return &parent.emplace_back(std::move(value));
    return &(parent[key_] = std::move(value));
  }

  bool put(json value) {
    if (is_parent_kept()) add(std::move(value));
    return true;
  }

  bool open(json value) {
    if (is_kept()) {
      if (open_.empty()) depth_of_value_ = depth_;
      open_.push_back(add(std::move(value)));
    }
    ++depth_;
    return true;
  }

  bool close() {
    --depth_;
    if (open_.empty() || depth_ - depth_of_value_ >= open_.size()) return true;
    open_.pop_back();
    if (!open_.empty()) return true;
    const auto whole = std::exchange(value_, nullptr);
    if (!whole.is_object()) return true;
    if (inner_ == "entries") {
      take_entry(whole);
    } else {
      summary_.is_ours = is_our_name(whole);
    }
    return true;
  }

  static bool is_our_name(const json& creator) {
    const auto name = creator.find("name");
    return name != creator.end() && *name == our_name;
  }

  void take_entry(const json& entry) {
    ++summary_.entries;
    std::optional<Exchange> exchange;
    try {
      exchange = exchange_of(entry, summary_.entries, summary_.is_ours);
    } catch (const json::exception&) {
      ++summary_.unreadable;
    } catch (const std::invalid_argument&) {
      ++summary_.unreadable;
    }
    if (exchange) take_(*std::move(exchange), summary_.is_ours);
  }

  HarSummary& summary_;
  const std::function<void(Exchange, bool)>& take_;
  std::size_t depth_ = 0;  ///< of objects and arrays that are open in the file
  std::string outer_;      ///< the name at depth 1
  std::string inner_;      ///< the name at depth 2
  bool has_log_ = false;
  std::optional<std::size_t> broken_at_;
  // The entry or creator being read, which begins at this depth, with its open objects and arrays.
  json value_;
  std::size_t depth_of_value_ = 0;
  std::vector<json*> open_;
  std::string key_;
};

}  // namespace

std::string har_begin(std::string_view version) {
  const ordered_json creator{{"name", our_name}, {"version", version}};
  return fmt::format(R"({{"log":{{"version":"1.2","creator":{},"entries":[)", creator.dump());
}

std::string har_end() {
  return "\n]}}\n";
}

std::string har_entry(const Exchange& exchange, const Cut& cut) {
  const auto wait = exchange.first_byte - exchange.sent;
  const ordered_json entry{{"startedDateTime", http::rfc3339(exchange.sent)},
                           {"time", milliseconds(exchange.elapsed())},
                           {"request", request_json(exchange, cut.request_bytes)},
                           {"response", response_json(exchange, cut)},
                           {"cache", ordered_json::object()},
                           {"timings",
                            {{"send", 0},
                             {"wait", milliseconds(wait)},
                             {"receive", milliseconds(exchange.elapsed() - wait)}}},
                           {"_conform", ours_json(exchange, cut)}};
  return entry.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

HarSummary read_har(std::istream& in, const std::function<void(Exchange, bool)>& take) {
  HarSummary summary;
  Entries entries(summary, take);
  json::sax_parse(in, &entries);
  if (const auto byte = entries.broken_at()) {
    summary.problem =
        summary.entries == 0
            ? std::string("it is no HAR file: its beginning is no JSON with entries")
            : fmt::format(
                  "it ends or breaks off after entry {}, at byte {}; what comes before it "
                  "was judged",
                  summary.entries, *byte);
  } else if (!entries.has_log()) {
    summary.problem = "it is no HAR file: it has no \"log\"";
  }
  return summary;
}

}  // namespace conform
