#include "harness/scenario/expectation_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <vector>

#include "harness/scenario/body_words.hpp"
#include "harness/scenario/duration.hpp"

namespace conform {
namespace {

std::string choice(const std::vector<Template>& texts) {
  return fmt::format("{}", fmt::join(texts, " or "));
}

std::string_view relation(ValueTest::Op op) {
  switch (op) {
    case ValueTest::Op::present:
      return "present";
    case ValueTest::Op::absent:
      return "absent";
    case ValueTest::Op::equals:
      return "=";
    case ValueTest::Op::not_equals:
      return "other than";
    case ValueTest::Op::one_of:
      return "=";
    case ValueTest::Op::contains:
      return "containing";
    case ValueTest::Op::not_contains:
      return "not containing";
    case ValueTest::Op::matches:
      return "matching";
    case ValueTest::Op::media_type:
      return "of media type";
    case ValueTest::Op::greater_than:
      return "greater (as bytes) than";
    case ValueTest::Op::at_least_number:
      return "at least (as a number)";
    case ValueTest::Op::greater_number:
      return "greater (as a number) than";
    case ValueTest::Op::equals_no_case:
      return "= (without case)";
  }
  return "?";
}

std::string test_words(std::string_view subject, const ValueTest& test) {
  if (!test.means.empty()) return test.means;
  const std::string words = fmt::format("{} {}", subject, relation(test.op));
  return test.operands.empty() ? words : fmt::format("{} {}", words, choice(test.operands));
}

std::string bytes_words(std::string_view subject, const BodyTest& test) {
  std::vector<std::string> parts;
  if (test.equals) {
    parts.push_back(body_words(*test.equals) + (test.same_lines ? " (line ends alike)" : ""));
  }
  if (test.contains) parts.push_back("containing " + in_quotes(*test.contains));
  if (test.not_contains) parts.push_back("not containing " + in_quotes(*test.not_contains));
  if (test.length) parts.push_back(fmt::format("of {} bytes", *test.length));
  return fmt::format("{} {}", subject, fmt::join(parts, ", "));
}

class Words {
 public:
  explicit Words(const Expectation& expectation) : expectation_(expectation) {}

  std::string all() && {
    add_head();
    add_content();
    add_events();
    add_many();
    add_end();
    return fmt::format("{}", fmt::join(parts_, ", "));
  }

 private:
  void add(std::string part) { parts_.push_back(std::move(part)); }

  void add_head() {
    if (!expectation_.status.empty()) add(choice(expectation_.status));
    for (const HeaderTest& header : expectation_.headers) {
      for (const ValueTest& test : header.tests) add(test_words(header.name, test));
    }
  }

  void add_content() {
    if (expectation_.body) add(bytes_words("body", *expectation_.body));
    if (expectation_.json) add("JSON " + expectation_.json->dump());
    if (expectation_.json_includes) add("JSON with " + expectation_.json_includes->dump());
  }

  void add_events() {
    for (const EventTest& event : expectation_.events) add("event " + event_words(event));
    if (expectation_.event_data) add(bytes_words("all event data", *expectation_.event_data));
    if (expectation_.event_json) add("all event JSON " + expectation_.event_json->dump());
    if (expectation_.response_ends)
      add(*expectation_.response_ends ? "ends by itself" : "still open");
  }

  void add_many() {
    for (const auto& [status, count] : expectation_.status_counts) {
      add(fmt::format("{} × {}", count, status));
    }
    for (const std::string& header : expectation_.distinct) {
      add(fmt::format("{} different in each", header));
    }
  }

  void add_end() {
    if (expectation_.tail) add("tail " + *expectation_.tail);
    if (expectation_.closed) add(*expectation_.closed ? "closed" : "not closed");
    if (expectation_.at_least) add("after " + to_string(*expectation_.at_least) + " at least");
    if (expectation_.at_most) add("after " + to_string(*expectation_.at_most) + " at most");
    if (expectation_.at_once) add("at once");
    for (const auto& [value, test] : expectation_.values) add(test_words(value, test));
  }

  const Expectation& expectation_;
  std::vector<std::string> parts_;
};

}  // namespace

std::string expectation_words(const Expectation& expectation) {
  return Words(expectation).all();
}

std::string event_words(const EventTest& event) {
  std::string words = event.data ? bytes_words(event.type, *event.data) : event.type;
  if (event.json) words += " " + event.json->dump();
  if (event.json_includes) words += " with " + event.json_includes->dump();
  if (!event.json_excludes.empty()) {
    words += fmt::format(" without {}", fmt::join(event.json_excludes, ", "));
  }
  return words;
}

}  // namespace conform
