#include "fuzz/campaign/report_line.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fuzz/campaign/execution_json.hpp"

namespace conform::fuzz {
namespace {

using nlohmann::json;

json object_of(const FoundFailure& failure) {
  return {{"failure", to_string(failure.failing.cause)},
          {"sequence", to_hex(failure.failing.sequence)},
          {"execution", to_json(failure.failing.execution)},
          {"after", failure.executions}};
}

json object_of(const ServerDown& down) {
  return {{"server_down", true}, {"silent", down.silent}};
}

json object_of(const InternalError& error) {
  return {{"error", error.what}, {"sequence", to_hex(error.sequence)}};
}

json object_of(const Progress& progress) {
  return {{"executions", progress.executions},
          {"operations", progress.operations},
          {"exchanges", progress.exchanges},
          {"features", progress.new_features},
          {"applied", progress.applied},
          {"violated", progress.violated},
          {"effective_executions", progress.effective_executions},
          {"executions_without_effect", progress.executions_without_effect},
          {"refusals", progress.refusals}};
}

Progress progress_of(const json& object) {
  return {object["executions"],
          object["operations"],
          object["exchanges"],
          object["features"].get<std::vector<std::uint32_t>>(),
          object["applied"],
          object["violated"],
          object["effective_executions"],
          object["executions_without_effect"],
          object["refusals"].get<std::map<int, std::uint64_t>>()};
}

std::optional<ReportLine> failure_of(const json& object, Sequence sequence) {
  auto cause = parse_cause(object.value("failure", ""));
  auto execution = parse_execution(object.value("execution", ""));
  if (!cause || !execution) return std::nullopt;
  return FoundFailure{{std::move(sequence), *std::move(execution), *std::move(cause)},
                      object.value("after", std::uint64_t{0})};
}

std::optional<int> digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

}  // namespace

std::string to_line(const ReportLine& line) {
  return std::visit([](const auto& one) { return object_of(one); }, line)
             .dump(-1, ' ', false, json::error_handler_t::replace) +
         "\n";
}

std::optional<ReportLine> parse_line(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  if (object.contains("executions")) return progress_of(object);
  if (object.contains("server_down")) return ServerDown{object.value("silent", false)};
  auto sequence = sequence_from_hex(object.value("sequence", ""));
  if (!sequence) return std::nullopt;
  if (object.contains("error")) {
    return InternalError{object.value("error", ""), *std::move(sequence)};
  }
  return failure_of(object, *std::move(sequence));
}

std::string to_hex(const Sequence& sequence) {
  std::string text;
  for (const auto byte : encode(sequence)) text += fmt::format("{:02x}", byte);
  return text;
}

std::optional<Sequence> sequence_from_hex(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const auto high = digit(text[i]);
    const auto low = digit(text[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(*high * 16 + *low));
  }
  return decode(bytes);
}

}  // namespace conform::fuzz
