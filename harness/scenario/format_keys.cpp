#include "harness/scenario/format_keys.hpp"

#include <algorithm>

namespace conform {
namespace {

constexpr FormatKey file_table[] = {
    {"suite", Shape::suite, "Settings for all scenarios of the file", true},
    {"scenario", Shape::scenarios, "The scenarios of the suite", true},
};

constexpr FormatKey suite_table[] = {
    {"id", Shape::name, "The id of every scenario begins with it and a dot", true},
    {"title", Shape::text, "What the suite is about", true},
    {"section", Shape::text, "The section of the protocol"},
    {"needs", Shape::capabilities, "Capabilities that every scenario needs"},
    {"type", Shape::text, "Default Content-Type of PUTs and of requests with a body"},
};

constexpr FormatKey scenario_table[] = {
    {"id", Shape::name, "Starts with the suite's id and a dot; reports refer to it", true},
    {"title", Shape::text, "What the server must do, in one sentence", true},
    {"proves", Shape::requirements, "The requirements that it tests"},
    {"observe", Shape::text, "Observe this about the server, instead of passing or failing"},
    {"why", Shape::text, "A sentence for whoever reads the failure"},
    {"level", Shape::level, "Default: the strongest level among `proves`"},
    {"needs", Shape::capabilities, "Capabilities besides those that follow from the steps"},
    {"needs_not", Shape::capabilities,
     "Capabilities that follow from the steps but are not needed"},
    {"ruling", Shape::ruling, "The ruling that it is based on"},
    {"keeps", Shape::texts, "Rules of the judge; if an exchange breaks one, the scenario fails"},
    {"shows", Shape::text, "The capability that this is the basic test of"},
    {"idle", Shape::text, "Why no planted bug makes it fail"},
    {"slow", Shape::flag, "It waits so long that it runs only with --slow, and in the simulation"},
    {"sweep", Shape::sweep, "Run it once for each of several delays: {delay} in `wait.until`"},
    {"cases", Shape::cases, "One test for each; `case` names it, other keys are variables"},
    {"step", Shape::steps, "What happens, in order", true},
};

constexpr FormatKey action_table[] = {
    {"send", Shape::request, "Send a request and wait for the complete response"},
    {"read", Shape::text, "GET a stream and follow Stream-Next-Offset to its end"},
    {"open", Shape::request, "Start a request that goes on during later steps"},
    {"await", Shape::text, "Wait until an open read has received what `expect` asks for, or ended"},
    {"hang_up", Shape::text, "Close the connection of an open request"},
    {"pause", Shape::text, "Stop reading from an open read"},
    {"resume", Shape::text, "Read on, or send the rest of a request that was held back"},
    {"wait", Shape::wait, "Let time pass"},
    {"receive", Shape::text, "Wait for a request to the webhook of that name and answer it"},
    {"raw", Shape::text, "Send bytes on a raw connection"},
    {"check", Shape::value_tests, "Test saved values: { \"{a}\" = { greater_than = \"{b}\" } }"},
};

constexpr StepKey step_table[] = {
    {{"as", Shape::text, "A name for `await` and `wait.after`"}, "send read open raw"},
    {{"within", Shape::duration, "The server's time limit"}, "send read open await receive raw"},
    {{"expect", Shape::expectation, "What must come back; default: a 2xx"},
     "send read open await receive raw"},
    {{"save", Shape::saves, "{ variable = \"header NAME\" }"}, "send read open await receive raw"},
    {{"tests", Shape::flag, "This step is under test too, for the scenario's requirements"},
     "send read open await receive raw check"},
    {{"proves", Shape::requirements, "This step is under test too, for these requirements"},
     "send read open await receive raw check"},
    {{"type", Shape::media_type, "The Content-Type header; false for none"}, "send read open"},
    {{"header", Shape::fields, "{ Name = \"value\" }"}, "send read open"},
    {{"query", Shape::fields, "Parameters, encoded and appended to the target"}, "send read open"},
    {{"body", Shape::body_parts, "The body; of `raw`, what {body} in the bytes stands for"},
     "send open raw"},
    {{"json", Shape::json, "The body as TOML values, written as JSON; application/json"},
     "send open"},
    {{"chunked", Shape::boolean, "Transfer-Encoding: chunked"}, "send open"},
    {{"connection", Shape::new_connection, "On a new connection"}, "send read open"},
    {{"concurrently", Shape::count, "Number of requests at once"}, "send"},
    {{"times", Shape::count, "Number of requests, one after another"}, "send"},
    {{"may_refuse", Shape::statuses,
      "Statuses with which the scenario is skipped: \"4xx\", \"closed\""},
     "send"},
    {{"copies", Shape::count, "So many steps like this one; `*` in its name is the number of each"},
     "open await hang_up"},
    {{"from", Shape::text, "The offset to begin at"}, "read"},
    {{"until", Shape::until, "The next step begins when this event arrives, or \"sent\""}, "open"},
    {{"hold", Shape::count, "Number of bytes at the end of the body to hold back until `resume`"},
     "open"},
    {{"reset", Shape::flag, "Close the connection with a TCP reset"}, "hang_up"},
    {{"may_be_cut", Shape::flag,
      "The server may end the event stream; the rest is then read from its last offset"},
     "await"},
    {{"after_answers", Shape::count, "Number of responses before the one to check"}, "raw"},
    {{"pad_to", Shape::count, "Pad `body` to this many bytes"}, "raw"},
    {{"pieces", Shape::count, "Number of bytes to send at a time"}, "raw"},
    {{"then", Shape::then, "What to do with the connection after sending"}, "raw"},
    {{"any_answer", Shape::boolean, "Any response, or none, is accepted"}, "raw"},
    {{"answer", Shape::answer, "The response; default: 200"}, "receive"},
    {{"none", Shape::boolean, "No request may arrive `within` the time"}, "receive"},
    {{"signed_by", Shape::text, "URL of the key set that verifies Webhook-Signature"}, "receive"},
};

constexpr StepKey expect_table[] = {
    {{"status", Shape::statuses, "204, [200, 204], \"4xx\", \"{variable}\" or \"closed\""},
     "send read open await raw"},
    {{"header", Shape::value_tests, "Tests of header fields"}, "send read open await receive raw"},
    {{"body", Shape::body_test, "Equal bytes, or tests"}, "send read open await receive raw"},
    {{"json", Shape::json, "Equal as a JSON value"}, "send read open await receive raw"},
    {{"json_includes", Shape::json, "These members and elements; others are allowed"},
     "send read open await receive raw"},
    {{"events", Shape::events, "Events in this order; others may come between"},
     "send open await raw"},
    {{"event_data", Shape::body_test, "The data of all data events joined"}, "send open await raw"},
    {{"event_json", Shape::json, "The JSON arrays of all data events joined"},
     "send open await raw"},
    {{"response_ends", Shape::boolean, "true: it ends by itself; false: it is still open"},
     "send open await raw"},
    {{"elapsed", Shape::elapsed, "Duration of the exchange"}, "send read open await receive raw"},
    {{"at_once", Shape::flag, "The server does not wait before it answers"}, "send open"},
    {{"status_counts", Shape::status_counts,
      "With `concurrently`: number of responses with each status"},
     "send"},
    {{"distinct", Shape::texts, "Headers whose values differ in all 2xx responses"}, "send"},
    {{"tail", Shape::text, "The offset at which the read ended"}, "read"},
    {{"closed", Shape::boolean, "Whether Stream-Closed was present at the end"}, "read"},
};

constexpr FormatKey wait_table[] = {
    {"until", Shape::duration, "Duration", true},
    {"after", Shape::text, "After the response to the step with this name"},
    {"plus", Shape::text, "An open request: the time that it took is added"},
    {"arrival", Shape::text, "After a request to this webhook has arrived"},
    {"no_later_than", Shape::duration,
     "Deadline for the next response, or the attempt is repeated"},
};

constexpr FormatKey sweep_table[] = {
    {"delay", Shape::text, "From the shortest to the longest: \"0ms..30ms\"", true},
    {"times", Shape::count, "How many delays, evenly spread", true},
};

constexpr FormatKey hold_table[] = {
    {"hold", Shape::flag, "What follows is held back until `resume`", true},
};

constexpr FormatKey answer_table[] = {
    {"status", Shape::count, "The status; default: 200"},
    {"type", Shape::media_type, "The Content-Type header; false for none"},
    {"header", Shape::fields, "{ Name = \"value\" }"},
    {"body", Shape::body, "The body"},
    {"json", Shape::json, "The body as TOML values, written as JSON; application/json"},
};

constexpr FormatKey elapsed_table[] = {
    {"at_least", Shape::duration, "Minimum"},
    {"at_most", Shape::duration, "Maximum"},
};

constexpr FormatKey event_test_table[] = {
    {"event", Shape::text, "The event's type", true},
    {"data", Shape::body_test, "Its data"},
    {"json", Shape::json, "Its data, equal as a JSON value"},
    {"json_includes", Shape::json, "These members and elements; others are allowed"},
    {"json_excludes", Shape::texts, "Members that must not be there"},
};

constexpr FormatKey body_test_table[] = {
    {"contains", Shape::text, "Contained in it"},
    {"not_contains", Shape::text, "Not contained in it"},
    {"length", Shape::number, "Length in bytes"},
    {"lines", Shape::text, "Equal if CR, LF and CRLF count as the same"},
};

constexpr FormatKey value_test_table[] = {
    {"not", Shape::text, "Not this value"},
    {"contains", Shape::text, "Contained in it"},
    {"not_contains", Shape::text, "Not contained in it"},
    {"matches", Shape::text, "A regular expression for the whole value"},
    {"one_of", Shape::texts, "One of these"},
    {"media_type", Shape::text, "Equal, ignoring case and parameters"},
    {"no_case", Shape::text, "Equal, ignoring case"},
    {"greater_than", Shape::text, "Greater, compared as bytes"},
    {"greater_number", Shape::either_text_or_number, "Greater, compared as numbers"},
    {"at_least_number", Shape::either_text_or_number, "At least, compared as numbers"},
    {"means", Shape::text, "What the test asks for, in words"},
};

constexpr FormatKey hex_table[] = {
    {"hex", Shape::text, "Two digits for each byte", true},
};
constexpr FormatKey file_body_table[] = {
    {"file", Shape::text, "A file beside the suite", true},
};
constexpr FormatKey repeat_table[] = {
    {"repeat", Shape::text, "Text to repeat", true},
    {"times", Shape::number, "How many times", true},
    {"count", Shape::count, "So many of these, one after another; {n} is the number of each"},
};
constexpr FormatKey random_table[] = {
    {"random", Shape::number, "Length in bytes", true},
    {"seed", Shape::number, "The same seed gives the same bytes", true},
};

constexpr FormatKey requirements_file_table[] = {
    {"section", Shape::sections, "The sections of the protocol"},
    {"requirement", Shape::requirement_tables, "What it requires", true},
    {"ruling", Shape::rulings, "How unclear sentences are read"},
};

constexpr FormatKey section_table[] = {
    {"id", Shape::text, "Its number", true},
    {"title", Shape::text, "Its heading", true},
    {"url", Shape::text, "Where it can be read"},
};

constexpr FormatKey requirement_table[] = {
    {"id", Shape::text, "section/name, never changes", true},
    {"level", Shape::level, "How binding it is (RFC 2119)", true},
    {"binds", Shape::binds, "Who it applies to", true},
    {"text", Shape::text, "In your own words", true},
    {"quote", Shape::text, "A few words of the sentence, to find it by; at most six"},
    {"ruling", Shape::ruling, "The ruling that decides how it is read"},
    {"needs", Shape::capabilities, "Capabilities that it depends on"},
    {"harm", Shape::harm, "What a client risks if it is broken"},
    {"unprovable", Shape::text, "Why no test can check it"},
};

constexpr FormatKey ruling_table[] = {
    {"id", Shape::ruling, "R and a number", true},
    {"question", Shape::text, "What is unclear in the text", true},
    {"text", Shape::text, "How it is read, and why", true},
};

}  // namespace

FormatKeys file_keys() {
  return file_table;
}
FormatKeys suite_keys() {
  return suite_table;
}
FormatKeys scenario_keys() {
  return scenario_table;
}
FormatKeys action_keys() {
  return action_table;
}
std::span<const StepKey> step_keys() {
  return step_table;
}
std::span<const StepKey> expect_keys() {
  return expect_table;
}
FormatKeys wait_keys() {
  return wait_table;
}
FormatKeys sweep_keys() {
  return sweep_table;
}
FormatKeys hold_keys() {
  return hold_table;
}
FormatKeys answer_keys() {
  return answer_table;
}
FormatKeys elapsed_keys() {
  return elapsed_table;
}
FormatKeys event_test_keys() {
  return event_test_table;
}
FormatKeys body_test_keys() {
  return body_test_table;
}
FormatKeys value_test_keys() {
  return value_test_table;
}
FormatKeys hex_body_keys() {
  return hex_table;
}
FormatKeys file_body_keys() {
  return file_body_table;
}
FormatKeys repeat_body_keys() {
  return repeat_table;
}
FormatKeys random_body_keys() {
  return random_table;
}
FormatKeys requirements_file_keys() {
  return requirements_file_table;
}
FormatKeys section_keys() {
  return section_table;
}
FormatKeys requirement_keys() {
  return requirement_table;
}
FormatKeys ruling_keys() {
  return ruling_table;
}

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

std::vector<std::string_view> names_of(FormatKeys keys) {
  std::vector<std::string_view> names;
  for (const FormatKey& key : keys) names.push_back(key.name);
  return names;
}

void allow_only(const TomlTable& table, FormatKeys keys) {
  table.allow_only(names_of(keys));
}

}  // namespace conform
