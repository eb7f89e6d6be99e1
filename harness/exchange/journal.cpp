#include "harness/exchange/journal.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/exchange/json_integer.hpp"
#include "harness/http/base64.hpp"
#include "harness/http/json_depth.hpp"
#include "harness/http/utf8.hpp"

namespace conform {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t max_line_bytes = std::size_t{64} << 20U;
constexpr std::size_t max_exchanges = 10'000'000;
/// Our lines are never that deep.
constexpr std::size_t max_depth = 16;

constexpr std::array all_outcomes{Outcome::complete,      Outcome::pending,   Outcome::closed_by_us,
                                  Outcome::timed_out,     Outcome::cut_short, Outcome::not_http,
                                  Outcome::no_connection, Outcome::too_large, Outcome::not_sent,
                                  Outcome::no_resources};

ordered_json text_json(const std::string& text) {
  if (http::is_utf8(text)) return text;
  return {{"base64", http::base64_encode(text)}};
}

ordered_json headers_json(const http::Headers& headers) {
  auto list = ordered_json::array();
  for (const auto& field : headers) {
    list.push_back({text_json(field.name), text_json(field.value)});
  }
  return list;
}

std::int64_t time_json(Instant time) {
  return time.time_since_epoch().count();
}

ordered_json event_json(const SeenEvent& seen) {
  auto lines = ordered_json::array();
  for (const auto& line : seen.event.lines) lines.push_back(text_json(line));
  return {{"type", text_json(seen.event.type)},
          {"data", text_json(seen.event.data)},
          {"id", text_json(seen.event.id)},
          {"lines", std::move(lines)},
          {"at_ns", time_json(seen.at)}};
}

// Missing values and values of the wrong type throw nlohmann/json's exceptions; parse_journal_line
// catches them.

std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  auto bytes = http::base64_decode(value.at("base64").get<std::string>());
  if (!bytes) throw std::invalid_argument("a member 'base64' is none");
  return *std::move(bytes);
}

http::Headers headers_of(const json& list) {
  http::Headers headers;
  for (const auto& field : list) headers.add(text_of(field.at(0)), text_of(field.at(1)));
  return headers;
}

/// Bounded, so that the difference of any two times does not overflow.
Instant time_of(const json& value) {
  constexpr std::int64_t latest = std::int64_t{1} << 62;
  const auto time = integer_of<std::int64_t>(value);
  if (time < 0 || time > latest) {
    throw std::invalid_argument(fmt::format("{} is not a time that a run can have", time));
  }
  return Instant{Duration{time}};
}

Outcome outcome_of(const std::string& text) {
  for (const auto outcome : all_outcomes) {
    if (to_string(outcome) == text) return outcome;
  }
  throw std::invalid_argument(fmt::format("unknown outcome '{}'", text));
}

/// Journals written by version 0.1.0 say only in the `problem` text that a request was not sent.
void read_earlier_form(Exchange& exchange) {
  constexpr std::string_view in_words = "not sent: ";
  if (exchange.outcome != Outcome::no_connection || !exchange.problem.starts_with(in_words)) return;
  exchange.outcome = Outcome::not_sent;
  exchange.problem.erase(0, in_words.size());
}

SeenEvent event_of(const json& value) {
  SeenEvent seen{{.type = text_of(value.at("type")),
                  .data = text_of(value.at("data")),
                  .id = text_of(value.at("id")),
                  .lines = {}},
                 time_of(value.at("at_ns"))};
  for (const auto& line : value.at("lines")) seen.event.lines.push_back(text_of(line));
  return seen;
}

Exchange exchange_of(const json& value) {
  Exchange exchange;
  exchange.number = integer_of<std::uint64_t>(value.at("number"));
  exchange.sent_order = integer_of<std::uint64_t>(value.at("order").at(0));
  exchange.done_order = integer_of<std::uint64_t>(value.at("order").at(1));
  exchange.scenario = text_of(value.at("scenario"));
  exchange.stream = text_of(value.at("stream"));
  exchange.label = text_of(value.at("label"));
  const auto& request = value.at("request");
  exchange.request = {text_of(request.at("method")), text_of(request.at("target")),
                      headers_of(request.at("headers")), text_of(request.at("body"))};
  const auto& response = value.at("response");
  exchange.response = {integer_of<int>(response.at("status")), headers_of(response.at("headers")),
                       text_of(response.at("body"))};
  exchange.outcome = outcome_of(text_of(value.at("outcome")));
  exchange.problem = text_of(value.at("problem"));
  read_earlier_form(exchange);
  exchange.sent = time_of(value.at("sent_ns"));
  exchange.first_byte = time_of(value.at("first_byte_ns"));
  exchange.done = time_of(value.at("done_ns"));
  for (const auto& event : value.at("events")) exchange.events.push_back(event_of(event));
  exchange.has_partial_event = value.at("has_partial_event").get<bool>();
  exchange.http_version = text_of(value.at("http"));
  read_cut(exchange, value);
  return exchange;
}

/// As std::getline, but of a line that is too long it takes only so much that this is seen.
bool next_line(std::istream& in, std::string& line) {
  constexpr auto end = std::istream::traits_type::eof();
  line.clear();
  auto& bytes = *in.rdbuf();
  for (auto byte = bytes.sbumpc(); byte != end; byte = bytes.sbumpc()) {
    if (byte == '\n') return true;
    line.push_back(std::istream::traits_type::to_char_type(byte));
    if (line.size() > max_line_bytes) return true;
  }
  return !line.empty();
}

}  // namespace

std::string journal_line(const Exchange& exchange, const Cut& cut) {
  auto events = ordered_json::array();
  for (const auto& seen : exchange.events) events.push_back(event_json(seen));
  ordered_json line{{"number", exchange.number},
                    {"order", {exchange.sent_order, exchange.done_order}},
                    {"scenario", text_json(exchange.scenario)},
                    {"stream", text_json(exchange.stream)},
                    {"label", text_json(exchange.label)},
                    {"request",
                     {{"method", text_json(exchange.request.method)},
                      {"target", text_json(exchange.request.target)},
                      {"headers", headers_json(exchange.request.headers)},
                      {"body", text_json(exchange.request.body)}}},
                    {"response",
                     {{"status", exchange.response.status},
                      {"headers", headers_json(exchange.response.headers)},
                      {"body", text_json(exchange.response.body)}}},
                    {"outcome", to_string(exchange.outcome)},
                    {"problem", text_json(exchange.problem)},
                    {"sent_ns", time_json(exchange.sent)},
                    {"first_byte_ns", time_json(exchange.first_byte)},
                    {"done_ns", time_json(exchange.done)},
                    {"events", std::move(events)},
                    {"has_partial_event", exchange.has_partial_event},
                    {"http", text_json(exchange.http_version)}};
  if (cut.any()) line["cut"] = cut_json(cut);
  return line.dump();
}

Expected<Exchange, std::string> parse_journal_line(std::string_view line) {
  if (http::is_deeper(line, max_depth)) return unexpected(std::string("it is nested too deeply"));
  try {
    return exchange_of(json::parse(line));
  } catch (const json::parse_error&) {
    return unexpected(std::string("it is not JSON"));
  } catch (const json::exception&) {
    return unexpected(std::string("a member is missing or has another type"));
  } catch (const std::invalid_argument& error) {
    return unexpected(std::string(error.what()));
  }
}

Expected<std::vector<Exchange>, std::string> read_journal(std::istream& in) {
  std::vector<Exchange> exchanges;
  std::string line;
  for (std::size_t number = 1; next_line(in, line); ++number) {
    if (line.empty()) continue;
    if (line.size() > max_line_bytes || exchanges.size() == max_exchanges) {
      return unexpected(fmt::format("line {} is more than a journal holds", number));
    }
    auto exchange = parse_journal_line(line);
    if (!exchange) {
      return unexpected(
          fmt::format("line {} is not an exchange of a journal: {}", number, exchange.error()));
    }
    exchanges.push_back(*std::move(exchange));
  }
  return exchanges;
}

}  // namespace conform
