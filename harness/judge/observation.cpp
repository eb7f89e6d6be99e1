#include "harness/judge/observation.hpp"

#include <algorithm>
#include <utility>

#include "harness/http/ascii.hpp"

namespace conform {
namespace {

constexpr std::size_t max_fault_bytes = 120;
constexpr int first_error = 400;

bool is_word(char c) {
  return http::is_letter_or_digit(c) || c == '-' || c == '_' || c == '.' || c == '/' || c == '%';
}

}  // namespace

std::string_view to_string(Aspect aspect) {
  switch (aspect) {
    case Aspect::other:
      return "other";
    case Aspect::answer:
      return "answer";
    case Aspect::outage:
      return "outage";
    case Aspect::status:
      return "status";
    case Aspect::header:
      return "header";
    case Aspect::body:
      return "body";
    case Aspect::event:
      return "event";
    case Aspect::time:
      return "time";
  }
  return "other";
}

Observation of_header(std::string name, bool missing) {
  Observation observation;
  observation.aspect = Aspect::header;
  observation.name = std::move(name);
  observation.missing = missing;
  return observation;
}

Observation on(const Exchange& exchange, Observation observation) {
  observation.method = exchange.request.method;
  observation.status = exchange.response.status;
  if (observation.status >= first_error) observation.text = fault_text(exchange.response.body);
  return observation;
}

std::string fault_text(std::string_view body) {
  const auto begin = std::min(body.find_first_not_of(" \t\r\n"), body.size());
  body = body.substr(begin);
  body = body.substr(0, body.find_first_of("\r\n"));
  std::string text;
  while (!body.empty() && text.size() < max_fault_bytes) {
    const auto end = std::find_if_not(body.begin(), body.end(), is_word);
    const auto length = static_cast<std::size_t>(end - body.begin());
    const std::string_view word = body.substr(0, std::max<std::size_t>(length, 1));
    const bool varies = std::any_of(word.begin(), word.end(), http::is_digit);
    text += varies ? "#" : word.substr(0, max_fault_bytes);
    body.remove_prefix(word.size());
  }
  return text;
}

}  // namespace conform
