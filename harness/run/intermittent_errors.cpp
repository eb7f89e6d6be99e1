#include "harness/run/intermittent_errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "harness/judge/features.hpp"

namespace conform {
namespace {

constexpr int first_server_error = 500;
constexpr std::size_t min_kinds = 3;
/// A single one may have another cause.
constexpr std::size_t min_errors = 2;
constexpr std::size_t no_chance = 8;
constexpr std::size_t longest_plain_name = 200;

bool is_plain(std::string_view path) {
  return path.size() <= longest_plain_name && std::all_of(path.begin(), path.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '_' || c == '.' || c == '/' || c == ':';
         });
}

/// Streams are identified by the order of their first request, since each scenario has its own
/// names. What is unusual about a name may matter.
class Names {
 public:
  [[nodiscard]] std::string of(std::string_view path) {
    if (!is_plain(path)) return std::string(path);
    const auto known = std::find(seen_.begin(), seen_.end(), path);
    const auto index = known - seen_.begin();
    if (known == seen_.end()) seen_.emplace_back(path);
    return fmt::format("stream {}", index);
  }

 private:
  std::vector<std::string> seen_;
};

std::string described(const http::Request& request, Names& names) {
  const std::string_view target = request.target;
  const auto path = target.substr(0, target.find('?'));
  std::string text = fmt::format("{} {}{}\n", request.method,
                                 path.find("/__ds/") == path.npos ? names.of(path) : path,
                                 target.substr(path.size()));
  for (const auto& field : request.headers)
    text += fmt::format("{}: {}\n", field.name, field.value);
  return text + "\n" + request.body;
}

/// Streams can expire: what was sent after a pause was sent under other circumstances.
std::string rest_before(const Exchange& exchange, const Exchange* previous) {
  using namespace std::chrono_literals;
  if (previous == nullptr) return {};
  return fmt::format("after {}\n", (exchange.sent - previous->done) / 250ms);
}

std::optional<ServerError> error_of(const Exchange& exchange) {
  const auto& response = exchange.response;
  if (response.status < first_server_error) return std::nullopt;
  return ServerError{response.status, fault_text(response.body)};
}

std::set<std::string> kind_of(const Exchange& exchange) {
  auto features = features_of({exchange});
  features.insert(exchange.request.method);
  return features;
}

}  // namespace

std::optional<IntermittentErrors::RequestKey> IntermittentErrors::add(
    const std::vector<Exchange>& exchanges) {
  std::optional<RequestKey> first;
  Names names;
  std::string circumstances;
  const Exchange* previous = nullptr;
  for (const auto& exchange : exchanges) {
    if (!exchange.answered()) break;
    circumstances += rest_before(exchange, previous) + described(exchange.request, names);
    const RequestKey key = std::hash<std::string>{}(circumstances);
    auto& answers = answers_[key];
    if (const auto error = error_of(exchange)) {
      ++answers.errors[*error];
      kinds_[*error].insert(kind_of(exchange));
      if (!first) first = key;
    } else {
      answers.well = true;
    }
    circumstances += fmt::format("\n{}\n", exchange.response.status);
    previous = &exchange;
  }
  return first;
}

std::vector<ServerError> IntermittentErrors::found() const {
  std::map<ServerError, std::size_t> unfounded;
  for (const auto& [request, answers] : answers_) {
    if (!answers.well) continue;
    for (const auto& [error, count] : answers.errors) unfounded[error] += count;
  }
  std::vector<ServerError> errors;
  for (const auto& [error, count] : unfounded) {
    const auto kinds = kinds_.find(error);
    if (count >= min_errors && kinds->second.size() >= min_kinds) errors.push_back(error);
  }
  return errors;
}

bool IntermittentErrors::is_steady(RequestKey request) const {
  const auto known = answers_.find(request);
  return known != answers_.end() && !known->second.well &&
         std::any_of(known->second.errors.begin(), known->second.errors.end(),
                     [](const auto& error) { return error.second >= no_chance; });
}

std::set<ServerError> errors_in(const std::vector<Exchange>& exchanges) {
  std::set<ServerError> errors;
  for (const auto& exchange : exchanges) {
    if (auto error = error_of(exchange)) errors.insert(*std::move(error));
  }
  return errors;
}

bool is_on(const ServerError& error, const Observation& seen) {
  const bool has_no_body = seen.method == "HEAD" && seen.text.empty();
  return seen.status == error.status && (seen.text == error.text || has_no_body);
}

}  // namespace conform
