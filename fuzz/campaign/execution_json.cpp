#include "fuzz/campaign/execution_json.hpp"

#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "harness/exchange/journal.hpp"

namespace conform::fuzz {
namespace {

using nlohmann::json;
using Pairs = std::vector<std::pair<std::string, Template>>;

json object_of(const Observation& seen) {
  return {{"aspect", static_cast<int>(seen.aspect)},
          {"name", seen.name},
          {"missing", seen.missing},
          {"method", seen.method},
          {"status", seen.status},
          {"text", seen.text}};
}

Observation observation_of(const json& object) {
  const int aspect = object.at("aspect");
  if (aspect < 0 || aspect >= static_cast<int>(std::size(all_aspects))) {
    throw std::invalid_argument("no such aspect");
  }
  return {static_cast<Aspect>(aspect), object.at("name"),   object.at("missing"),
          object.at("method"),         object.at("status"), object.at("text")};
}

json object_of(const Violation& violation) {
  return {
      {"rule", violation.rule},         {"requirement", violation.requirement},
      {"exchange", violation.exchange}, {"expected", violation.mismatch.expected},
      {"got", violation.mismatch.got},  {"observation", object_of(violation.mismatch.observation)}};
}

Violation violation_of(const json& object) {
  Violation violation{object.at("rule"), object.at("requirement"), object.at("exchange"), {}};
  violation.mismatch.expected = object.at("expected");
  violation.mismatch.got = object.at("got");
  violation.mismatch.observation = observation_of(object.at("observation"));
  return violation;
}

/// The body is the exchange's: campaigns send bytes as they are.
json object_of(const RequestSpec& request) {
  return {{"method", request.method},
          {"target", request.target},
          {"query", request.query},
          {"headers", request.headers},
          {"has_body", request.body.has_value()},
          {"chunked", request.chunked},
          {"held", request.held_bytes}};
}

RequestSpec request_of(const json& object, const Exchange& exchange) {
  RequestSpec request;
  request.method = object.at("method");
  request.target = object.at("target");
  request.query = object.at("query").get<Pairs>();
  request.headers = object.at("headers").get<Pairs>();
  if (object.at("has_body").get<bool>()) request.body = BodyBytes{exchange.request.body};
  request.chunked = object.at("chunked");
  request.held_bytes = object.at("held");
  return request;
}

json object_of(const Turn& turn) {
  auto saved_values = json::array();
  for (const auto& saved : turn.saved_values) saved_values.push_back({saved.variable, saved.text});
  auto violations = json::array();
  for (const auto& violation : turn.violations) violations.push_back(object_of(violation));
  return {{"operation", turn.operation.value},
          {"request", object_of(turn.request)},
          {"exchange", journal_line(turn.exchange)},
          {"saved_values", std::move(saved_values)},
          {"hung_up", turn.hung_up},
          {"waited", turn.waited.count()},
          {"violations", std::move(violations)}};
}

Turn turn_of(const json& object) {
  Turn turn;
  turn.operation.value = object.at("operation");
  auto exchange = parse_journal_line(object.at("exchange").get<std::string>());
  if (!exchange) throw std::invalid_argument(exchange.error());
  turn.exchange = *std::move(exchange);
  turn.request = request_of(object.at("request"), turn.exchange);
  for (const auto& saved : object.at("saved_values")) {
    turn.saved_values.push_back({saved.at(0), saved.at(1)});
  }
  turn.hung_up = object.at("hung_up");
  turn.waited = Duration(object.at("waited").get<Duration::rep>());
  for (const auto& one : object.at("violations")) turn.violations.push_back(violation_of(one));
  return turn;
}

}  // namespace

std::string to_json(const Execution& execution) {
  json turns = json::array();
  for (const auto& turn : execution.turns) turns.push_back(object_of(turn));
  const json object = {{"word", execution.word},
                       {"server_down", execution.server_down},
                       {"silent", execution.silent},
                       {"turns", std::move(turns)}};
  // A server may have sent bytes that are not UTF-8.
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<Execution> parse_execution(std::string_view text) {
  try {
    const auto object = json::parse(text);
    Execution execution;
    execution.word = object.at("word");
    execution.server_down = object.at("server_down");
    execution.silent = object.at("silent");
    for (const auto& turn : object.at("turns")) execution.turns.push_back(turn_of(turn));
    return execution;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace conform::fuzz
