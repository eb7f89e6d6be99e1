#include "harness/judge/value_tests.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "harness/http/ascii.hpp"
#include "harness/http/media_type.hpp"
#include "harness/http/message.hpp"
#include "harness/judge/quote.hpp"

namespace conform {
namespace {

using Op = ValueTest::Op;

/// What a server sent may be part of the pattern: it does not fail because that is none then.
bool matches(const ValueTest& test, const std::string& value,
             const std::function<std::string()>& operand) {
  if (test.pattern) return test.pattern->matches(value);
  const auto pattern = Pattern::parse(operand());
  return !pattern || pattern->matches(value);
}

bool holds_for(const ValueTest& test, const std::string& value, const Fill& fill) {
  const auto operand = [&] { return fill(test.operands.front()); };
  switch (test.op) {
    case Op::present:
      return true;
    case Op::absent:
      return false;
    case Op::equals:
      return value == operand();
    case Op::not_equals:
      return value != operand();
    case Op::one_of:
      return std::any_of(test.operands.begin(), test.operands.end(),
                         [&](const Template& choice) { return value == fill(choice); });
    case Op::contains:
      return value.find(operand()) != std::string::npos;
    case Op::not_contains:
      return value.find(operand()) == std::string::npos;
    case Op::matches:
      return matches(test, value, operand);
    case Op::media_type:
      return http::same_media_type(value, operand());
    case Op::greater_than:
      return value > operand();
    case Op::greater_number:
      return compare_decimal(value, operand()).value_or(0) > 0;
    case Op::at_least_number:
      return compare_decimal(value, operand()).value_or(-1) >= 0;
    case Op::equals_no_case:
      return http::equals_ignoring_case(value, operand());
  }
  return false;
}

std::string_view relation(Op op) {
  switch (op) {
    case Op::present:
      return "present";
    case Op::absent:
      return "absent";
    case Op::equals:
      return "";
    case Op::not_equals:
      return "anything but ";
    case Op::one_of:
      return "one of ";
    case Op::contains:
      return "text with ";
    case Op::not_contains:
      return "text without ";
    case Op::matches:
      return "a match of ";
    case Op::media_type:
      return "the media type ";
    case Op::greater_than:
      return "sorting after ";
    case Op::greater_number:
      return "a number greater than ";
    case Op::at_least_number:
      return "a number of at least ";
    case Op::equals_no_case:
      return "in any case ";
  }
  return "";
}

}  // namespace

std::optional<int> compare_decimal(std::string_view a, std::string_view b) {
  if (!http::is_decimal(a) || !http::is_decimal(b)) return std::nullopt;
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  const int order = a.compare(b);
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

bool holds(const ValueTest& test, const std::optional<std::string>& value, const Fill& fill) {
  if (!value) return test.op == Op::absent || test.op == Op::not_contains;
  return holds_for(test, *value, fill);
}

std::string in_words(const ValueTest& test, const Fill& fill) {
  if (!test.means.empty()) return test.means;
  std::vector<std::string> operands;
  for (const auto& operand : test.operands) operands.push_back(quote(fill(operand)));
  return fmt::format("{}{}", relation(test.op), fmt::join(operands, " or "));
}

}  // namespace conform
