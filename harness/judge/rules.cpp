#include "harness/judge/rules.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/judge/value_tests.hpp"

namespace conform {
namespace {

constexpr std::string_view largest_cursor = "9007199254740991";  // 2^53-1

RuleInfo info(std::string_view id, std::string_view requirement, std::string_view title,
              Level level, std::string_view ruling) {
  return {fmt::format("judge.{}", id), std::string(requirement), std::string(title), level,
          std::string(ruling)};
}

}  // namespace

RuleInfo must(std::string_view id, std::string_view requirement, std::string_view title,
              std::string_view ruling) {
  return info(id, requirement, title, Level::must, ruling);
}

RuleInfo should(std::string_view id, std::string_view requirement, std::string_view title,
                std::string_view ruling) {
  return info(id, requirement, title, Level::should, ruling);
}

std::vector<Rule> about_content(std::vector<Rule> rules) {
  for (auto& rule : rules) rule.needs_form = true;
  return rules;
}

Applies answered(Method method, int status) {
  return [=](const ObservedExchange& seen) { return seen.is(method, status); };
}

Applies answered(ReadMode mode, int status) {
  return [=](const ObservedExchange& seen) { return seen.is(mode, status); };
}

bool sends_cursor(const ObservedExchange& seen) {
  return compare_decimal(seen.request.cursor.value_or(""), largest_cursor).value_or(1) <= 0;
}

bool sends_large_cursor(const ObservedExchange& seen) {
  return compare_decimal(seen.request.cursor.value_or(""), largest_cursor).value_or(0) > 0;
}

Mismatch wrong_header(std::string expected, const ObservedExchange& seen, const std::string& name) {
  const bool missing = !seen.exchange.response.headers.contains(name);
  return {std::move(expected), shown(seen, name), false, of_header(name, missing)};
}

Mismatch wrong_status(std::string expected, const ObservedExchange& seen) {
  Observation observation;
  observation.aspect = Aspect::status;
  return {std::move(expected), fmt::format("status {}", seen.status()), false,
          std::move(observation)};
}

Check has(std::string name) {
  return [name = std::move(name)](const ObservedExchange& seen) -> std::optional<Mismatch> {
    if (seen.header(name)) return std::nullopt;
    return wrong_header(fmt::format("a {} header", name), seen, name);
  };
}

Check has_true(std::string name) {
  return [name = std::move(name)](const ObservedExchange& seen) -> std::optional<Mismatch> {
    if (seen.says(name)) return std::nullopt;
    return wrong_header(fmt::format("{}: true", name), seen, name);
  };
}

}  // namespace conform
