// One test for each possible error in a suite: the message and its place.
#include <gmock/gmock.h>

#include "harness/scenario/loader.hpp"

namespace conform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view requirements = R"([[requirement]]
id = "1/must"
level = "must"
binds = "server"
text = "A promise."
[[requirement]]
id = "1/client"
level = "must"
binds = "client"
text = "Not ours."
)";

/// The loader's errors for a suite, without "suites/t/a.toml:", one per line.
std::string errors_of(const std::string& text) {
  const std::vector<SuiteFolder> folders{
      {"suites/t",
       {{"a.toml", text}, {"bodies/x", "x"}, {"requirements.toml", std::string(requirements)}}}};
  const auto catalogue = load(folders);
  std::string lines;
  if (catalogue) return lines;
  for (const LoadError& error : catalogue.error()) {
    if (!lines.empty()) lines += '\n';
    const std::string line = to_string(error);
    constexpr std::string_view file = "suites/t/a.toml:";
    lines += line.starts_with(file) ? line.substr(file.size()) : line;
  }
  return lines;
}

struct Wrong {
  std::string name;
  std::string text;
  std::string errors;
};

void PrintTo(const Wrong& wrong, std::ostream* out) {
  *out << wrong.name;
}

class Refused : public testing::TestWithParam<Wrong> {};

std::string name_of(const testing::TestParamInfo<Wrong>& info) {
  return info.param.name;
}

// ---- Files, suites and scenarios -------------------------------------------------------------

constexpr std::string_view suite = "[suite]\nid = 't'\ntitle = 'T'\n";
constexpr std::string_view step =
    "[[scenario.step]]\nsend = 'GET {s}'\nexpect = { status = 200 }\n";

/// A scenario with a valid step; its keys begin at line 5.
std::string scenario(const std::string& keys) {
  return std::string(suite) + "[[scenario]]\n" + keys + "\n" + std::string(step);
}

/// A valid scenario with more keys, from line 8.
std::string extended(const std::string& keys) {
  return scenario("id = 't.a'\ntitle = 'A'\nproves = ['1/must']\n" + keys);
}

class RefusedFile : public Refused {};

TEST_P(RefusedFile, SaysWhereAndWhy) {
  EXPECT_EQ(errors_of(GetParam().text), GetParam().errors);
}

INSTANTIATE_TEST_SUITE_P(
    Loader, RefusedFile,
    testing::Values(
        Wrong{"Syntax", "[suite]\nid = ]\n",
              "2:6: Error while parsing key-value pair: expected value, saw ']'"},
        Wrong{"TableName", "[.suite]\n",
              "1:2: Error while parsing key: expected bare key starting character or string "
              "delimiter, saw '.'"},
        Wrong{"Character", "a = 1 \u00E9\n",
              "1:7: Error while parsing key-value pair: expected a comment or whitespace, saw "
              "'\u00E9'"},
        Wrong{"TooLarge", std::string((std::size_t{8} << 20) + 1, '\n'),
              "1:1: the file is larger than 8 MiB"},
        Wrong{"NoSuite", scenario("").substr(suite.size()),
              "1:1: 'suite' is missing\n"
              "1:1: 'id' is missing\n"
              "1:1: 'title' is missing\n"
              "1:1: 'proves' is missing"},
        Wrong{"NoScenario", std::string(suite), "1:1: 'scenario' is missing"},
        Wrong{"TopKey", std::string(suite) + "[[scenarios]]\nid = 't.a'\n",
              "1:1: 'scenario' is missing\n"
              "4:3: unknown key 'scenarios', did you mean 'scenario'? Known here: suite, scenario"},
        Wrong{"SuiteKey",
              "[suite]\nid = 't'\ntitel = 'T'\n[[scenario]]\nid = 't.a'\ntitle = 'A'\nproves = "
              "['1/must']\n" +
                  std::string(step),
              "1:1: 'title' is missing\n"
              "3:1: unknown key 'titel', did you mean 'title'? Known here: id, title, section, "
              "needs, type"},
        Wrong{"SuiteNeeds",
              std::string(suite) + "needs = ['apend']\n" + extended("").substr(suite.size()),
              "4:10: unknown capability 'apend', did you mean 'append'?"},
        Wrong{"ScenarioKey", extended("whi = ''"),
              "8:1: unknown key 'whi', did you mean 'why'? Known here: id, title, proves, observe, "
              "why, level, needs, needs_not, ruling, keeps, shows, idle, slow, sweep, cases, step"},
        Wrong{"MissingKeys", scenario(""),
              "4:1: 'id' is missing\n"
              "4:1: 'title' is missing\n"
              "4:1: 'proves' is missing"},
        Wrong{"EmptyTitle", scenario("id = 't.a'\ntitle = ''\nproves = ['1/must']"),
              "6:9: 'title' must not be empty"},
        Wrong{"WrongType", scenario("id = 't.a'\ntitle = 5\nproves = ['1/must']"),
              "6:9: 'title' must be text, not an integer"},
        Wrong{"Prefix", scenario("id = 'other.a'\ntitle = 'A'\nproves = ['1/must']"),
              "5:6: the id 'other.a' must begin with 't.'"},
        Wrong{"IdCharacters", scenario("id = 't.a b'\ntitle = 'A'\nproves = ['1/must']"),
              "5:6: invalid id 't.a b': use lowercase letters, digits, '-', '.' and '_'"},
        Wrong{"ProvesNothing", scenario("id = 't.a'\ntitle = 'A'\nproves = []"),
              "7:10: 'proves' must name a requirement"},
        Wrong{
            "ObservesAndProves", extended("observe = 'x'"),
            "7:10: 'observe' and 'proves' cannot be combined: an observation has no pass or fail"},
        Wrong{"ProvesTwice", scenario("id = 't.a'\ntitle = 'A'\nproves = ['1/must', '1/must']"),
              "7:21: '1/must' is listed twice"},
        Wrong{"UnknownRequirement", scenario("id = 't.a'\ntitle = 'A'\nproves = ['1/mist']"),
              "7:11: unknown requirement '1/mist', did you mean '1/must'?"},
        Wrong{"ClientRequirement", scenario("id = 't.a'\ntitle = 'A'\nproves = ['1/client']"),
              "7:11: '1/client' is a requirement for clients, which no test of a server can prove"},
        Wrong{"Level", extended("level = 'most'"),
              "8:9: unknown level 'most', did you mean 'must'?"},
        Wrong{"Needs", extended("needs = ['sse', 'long_poll']"),
              "8:17: unknown capability 'long_poll', did you mean 'long-poll'?"},
        Wrong{"Ruling", extended("ruling = 'R'"), "8:10: invalid ruling 'R': write \"R3\""},
        Wrong{"CaseName", extended("cases = [{ case = 'a[0]' }]"),
              "8:19: the case 'a[0]' contains a bracket or a control character"},
        Wrong{"CaseTwice", extended("cases = [{ case = 'a' },\n{ case = 'a' }]"),
              "9:1: duplicate case 'a'"},
        Wrong{"CaseVariable", extended("cases = [{ case = 'a', run = 'b', B = 'c', d = [] }]"),
              "8:9: the cases set 'd' and no step uses it\n"
              "8:24: the variable 'run' is built in\n"
              "8:35: invalid variable name 'B': a lowercase letter, then lowercase letters, digits "
              "and '_'\n"
              "8:48: 'd' must be text, an integer, true, false or a body ('hex', 'file', 'repeat', "
              "'random'), not a list"},
        Wrong{"CaseCell", extended("cases = [{ case = 'a', b = '{b}{s}' }]"),
              "8:9: the cases set 'b' and no step uses it\n"
              "8:28: no earlier step sets the variable 'b', did you mean 's'?"},
        Wrong{"SameScenario",
              extended("") + "[[scenario]]\nid = 't.a'\ntitle = 'A'\nproves = ['1/must']\n" +
                  std::string(step),
              "12:1: the scenario 't.a' is already at suites/t/a.toml:4:1"},
        Wrong{"NoStep",
              std::string(suite) + "[[scenario]]\nid = 't.a'\ntitle = 'A'\nproves = ['1/must']\n",
              "4:1: 'step' is missing"}),
    name_of);

// ---- Steps -----------------------------------------------------------------------------------

/// A scenario whose steps begin at line 8, so that the first step's keys begin at line 9.
std::string steps(const std::string& text) {
  return std::string(suite) +
         "[[scenario]]\nid = 't.a'\ntitle = 'A'\nproves = ['1/must']\n[[scenario.step]]\n" + text;
}

class RefusedStep : public Refused {};

TEST_P(RefusedStep, SaysWhereAndWhy) {
  EXPECT_EQ(errors_of(steps(GetParam().text)), GetParam().errors);
}

const std::string expecting = "\nexpect = { status = 200 }\n";
const std::string next = "[[scenario.step]]\n";

INSTANTIATE_TEST_SUITE_P(
    Actions, RefusedStep,
    testing::Values(
        Wrong{"NoAction", "sned = 'GET {s}'" + expecting,
              "8:1: a step needs one of send, read, open, await, hang_up, pause, resume, wait, "
              "receive, raw, check\n"
              "9:1: unknown key 'sned', did you mean 'send'? Known here: send, read, open, await, "
              "hang_up, pause, resume, wait, receive, raw, check, as, within, expect, save, tests, "
              "proves, type, header, query, body, json, chunked, connection, concurrently, times, "
              "may_refuse, copies, from, until, hold, reset, may_be_cut, after_answers, pad_to, "
              "pieces, then, "
              "any_answer, answer, none, "
              "signed_by"},
        Wrong{"TwoActions", "send = 'GET {s}'\nread = '{s}'" + expecting,
              "8:1: a step can have only one of send, read"},
        Wrong{"UnknownKey", "send = 'GET {s}'\nheaders = {}" + expecting,
              "10:1: unknown key 'headers', did you mean 'header'? Known here: send, as, within, "
              "expect, save, tests, proves, type, header, query, body, json, chunked, "
              "connection, concurrently, times, may_refuse"},
        Wrong{"KeyOfAnother", "send = 'GET {s}'\nanswer = {}" + expecting,
              "10:1: 'answer' can be used with receive, not with send"},
        Wrong{"NothingUnderTest", "send = 'GET {s}'",
              "4:1: no step is under test: one must have an 'expect'"},
        Wrong{"EndsWithWait",
              "send = 'GET {s}'\nas = 'a'" + expecting + next +
                  "wait = { until = '1s', after = 'a' }",
              "12:1: the last step cannot be a 'wait'"},
        Wrong{"NoMethod", "send = '{s}'" + expecting,
              "9:8: invalid request '{s}': write \"METHOD target\""},
        Wrong{"ForeignTarget", "send = 'GET http://example.org/'" + expecting,
              "9:8: invalid target 'http://example.org/': begin with {s} or {root}"},
        Wrong{"SpaceInTarget", "send = 'GET {s} HTTP/1.1'" + expecting,
              "9:8: '{s} HTTP/1.1' contains a space or '#': encode it, or use 'query'"},
        Wrong{"HeaderName", "send = 'GET {s}'\nheader = { 'a b' = 'c' }" + expecting,
              "10:12: invalid header name 'a b'"},
        Wrong{"HeaderValue", "send = 'GET {s}'\nheader = { A = ['b', 5] }" + expecting,
              "10:22: 'A[1]' must be text, not an integer"},
        Wrong{"TypeTwice",
              "send = 'PUT {s}'\ntype = 'a/b'\nheader = { content-type = 'c' }" + expecting,
              "11:12: 'type' already sets Content-Type"},
        Wrong{"BodyAndJson", "send = 'PUT {s}'\nbody = ''\njson = {}" + expecting,
              "11:8: 'body' and 'json' cannot be combined"},
        Wrong{"BodyType", "send = 'PUT {s}'\nbody = 5" + expecting,
              "10:8: 'body' must be text or a table ('hex', 'file', 'repeat' or 'random'), not an "
              "integer"},
        Wrong{
            "BodyKey", "send = 'PUT {s}'\nbody = { hexa = '00' }" + expecting,
            "10:8: a body as a table has 'hex', 'file', 'repeat' with 'times', or 'random' with "
            "'seed'\n"
            "10:10: unknown key 'hexa', did you mean 'hex'? Known here: hex, file, repeat, random"},
        Wrong{"Hex", "send = 'PUT {s}'\nbody = { hex = '0' }" + expecting,
              "10:16: invalid hex '0': two digits for each byte"},
        Wrong{"File", "send = 'PUT {s}'\nbody = { file = 'bodies/y' }" + expecting,
              "10:17: no file 'bodies/y' in suites/t, did you mean 'bodies/x'?"},
        Wrong{"FileOutside", "send = 'PUT {s}'\nbody = { file = '../bodies/x' }" + expecting,
              "10:17: no file '../bodies/x' in suites/t, did you mean 'bodies/x'?"},
        Wrong{"Repeat",
              "send = 'PUT {s}'\nbody = { repeat = 'ab', times = 1_000_000_000 }" + expecting,
              "10:33: 'times' must be an integer from 0 to 134217728, not 1000000000"},
        Wrong{"Random", "send = 'PUT {s}'\nbody = { random = 4 }" + expecting,
              "10:8: 'seed' is missing"},
        Wrong{"JsonDate", "send = 'PUT {s}'\njson = { a = 2024-01-01, b = inf }" + expecting,
              "10:14: 'a' must be a JSON value (string, number, true or false, list, table), not a "
              "date or time\n"
              "10:30: 'b' must be a JSON value (string, number, true or false, list, table), not a "
              "fraction"},
        Wrong{"Connection", "send = 'PUT {s}'\nconnection = 'old'" + expecting,
              "10:14: 'connection' can only be \"new\""},
        Wrong{"ConcurrentlyAndTimes", "send = 'PUT {s}'\nconcurrently = 2\ntimes = 2" + expecting,
              "11:9: 'concurrently' and 'times' cannot be combined"},
        Wrong{"Times", "send = 'PUT {s}'\ntimes = 0" + expecting,
              "10:9: 'times' must be an integer from 1 to 10000, not 0"},
        Wrong{"Duration", "send = 'PUT {s}'\nwithin = '5'" + expecting,
              "10:10: invalid length of time: '5'; write \"300ms\", \"1.2s\", \"2m\" or \"1h\""},
        Wrong{"DurationType", "send = 'PUT {s}'\nwithin = 5" + expecting,
              "10:10: 'within' must be a length of time (\"300ms\", \"1.2s\", \"2m\" or \"1h\"), "
              "not an "
              "integer"},
        Wrong{"PadNothing", "raw = 'x'\npad_to = 9" + expecting, "10:10: 'pad_to' needs 'body'"},
        Wrong{"RawBodyUnused", "raw = 'x'\nbody = 'y'" + expecting,
              "10:8: 'body' is saved but never used"},
        Wrong{"Then", "raw = 'x'\nthen = 'wait'" + expecting,
              "10:8: 'then' is \"end\", \"hang_up\" or \"reset\""},
        Wrong{"OpenWithoutName", "open = 'GET {s}'" + expecting, "8:1: 'open' needs a name: 'as'"},
        Wrong{"SameLabel",
              "send = 'GET {s}'\nas = 'a'" + expecting + next + "send = 'GET {s}'\nas = 'a'",
              "14:6: an earlier step is already called 'a'"},
        Wrong{"AwaitUnknown",
              "open = 'GET {s}'\nas = 'reader'" + expecting + next + "await = 'raeder'",
              "13:9: no earlier step is called 'raeder', did you mean 'reader'?"},
        Wrong{"AwaitLater",
              "await = 'reader'" + expecting + next + "open = 'GET {s}'\nas = 'reader'",
              "9:9: no earlier step is called 'reader'"},
        Wrong{"HoldWithoutSent", "open = 'POST {s}'\nas = 'a'\nbody = 'x'\nhold = 1" + expecting,
              "12:8: 'hold' needs until = \"sent\""},
        Wrong{"HoldWithoutBody",
              "open = 'POST {s}'\nas = 'a'\nuntil = 'sent'\nhold = 1" + expecting,
              "12:8: 'hold' needs a 'body'"},
        Wrong{"ResumeUnknown", "send = 'GET {s}'" + expecting + next + "resume = 'reader'",
              "12:10: no earlier step is called 'reader'"},
        Wrong{"PartsNotOpen", "send = 'POST {s}'\nbody = ['a', { hold = true }, 'b']" + expecting,
              "10:8: only 'open' sends a body in parts"},
        Wrong{"PartsWithoutHold",
              "open = 'POST {s}'\nas = 'a'\nuntil = 'sent'\nbody = ['a']" + expecting,
              "12:8: a body in parts has { hold = true } between them"},
        Wrong{"HoldBeforeTheEnd",
              "open = 'POST {s}'\nas = 'a'\nuntil = 'sent'\nbody = ['a', { hold = true }]" +
                  expecting,
              "12:8: { hold = true } at the end of a body needs chunked = true"},
        Wrong{"DelayWithoutSweep",
              "send = 'GET {s}'\nas = 'a'" + expecting + next +
                  "wait = { until = '{delay}', after = 'a' }\n" + next + "send = 'GET {s}'",
              "13:18: {delay} needs a 'sweep' of the scenario"},
        Wrong{"HangUpOther", "send = 'GET {s}'\nas = 'a'" + expecting + next + "hang_up = 'a'",
              "13:11: 'a' is a step with 'send', not with 'open'"},
        Wrong{"Wait",
              "wait = { after = 'a', untill = '1s' }\n" + next + "send = 'GET {s}'" + expecting,
              "9:8: 'until' is missing\n"
              "9:18: no earlier step is called 'a'\n"
              "9:23: unknown key 'untill', did you mean 'until'? Known here: until, after, "
              "plus, arrival, no_later_than"},
        Wrong{"WaitArrival",
              "send = 'PUT {hook}'\nas = 'a'\n" + next +
                  "wait = { arrival = 'hook', after = 'a', until = '2s' }\n" + next +
                  "read = '{s}'" + expecting,
              "12:36: 'after' cannot be combined with 'arrival'"},
        Wrong{"WaitWindow",
              "send = 'GET {s}'\nas = 'a'\n" + next +
                  "wait = { after = 'a', until = '2s', no_later_than = '1s' }\n" + next +
                  "read = '{s}'" + expecting,
              "12:53: 'no_later_than' must be longer than 'until'"},
        Wrong{"HookUnknown", "receive = 'hook'\nexpect = { json = {} }",
              "9:11: no earlier step uses {hook:hook}, so nobody knows its URL"},
        Wrong{
            "Answer",
            "send = 'PUT {hook}'" + expecting + next + "receive = 'hook'\nanswer = { code = 200 }",
            "13:12: unknown key 'code'. Known here: status, type, header, "
            "body, json"},
        Wrong{"CheckWithExpect", "check = true\nexpect = { values = { '{run}' = { not = '' } } }",
              "9:9: 'check' contains the tests itself: { \"{tail}\" = { not = \"{start}\" } }\n"
              "10:1: 'expect' can be used with send, read, open, await, receive, raw, not with "
              "check"},
        Wrong{"CheckNothing", "check = {}", "9:9: 'check' is empty"},
        Wrong{"TestsAndProves", "send = 'GET {s}'\ntests = true\nproves = ['1/must']" + expecting,
              "10:9: 'tests' and 'proves' cannot be combined"},
        Wrong{"TestsNot", "send = 'GET {s}'\ntests = false" + expecting,
              "10:9: 'tests' can only be true"},
        Wrong{"Type", "send = 'PUT {s}'\ntype = true" + expecting,
              "10:8: 'type' is a media type, or false for none"},
        Wrong{"StepProves", "send = 'GET {s}'\nproves = ['1/mst']" + expecting,
              "10:11: unknown requirement '1/mst', did you mean '1/must'?"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Expectations, RefusedStep,
    testing::Values(
        Wrong{
            "Key", "send = 'GET {s}'\nexpect = { staus = 200 }",
            "10:12: unknown key 'staus', did you mean 'status'? Known here: status, header, body, "
            "json, json_includes, events, event_data, event_json, response_ends, elapsed, at_once, "
            "status_counts, distinct"},
        Wrong{"KeyOfAnother", "send = 'GET {s}'\nexpect = { tail = 'x' }",
              "10:12: 'tail' can be used with read, not with send"},
        Wrong{"Empty", "send = 'GET {s}'\nexpect = {}", "10:10: 'expect' is empty"},
        Wrong{"Status", "send = 'GET {s}'\nexpect = { status = ['6xx', 99, true] }",
              "10:22: invalid status '6xx': write 204, \"4xx\", \"closed\" or \"{variable}\"\n"
              "10:29: 'status[1]' must be an integer from 100 to 599, not 99\n"
              "10:33: 'status[2]' must be a status (204, \"4xx\", \"{variable}\"), not true or "
              "false"},
        Wrong{"Header", "send = 'GET {s}'\nexpect = { header = { A = 5 } }",
              "10:27: 'A' must be text, true, false, a list of texts, or a table of tests, not an "
              "integer"},
        Wrong{"HeaderTest", "send = 'GET {s}'\nexpect = { header = { A = { match = 'a' } } }",
              "10:29: unknown key 'match', did you mean 'matches'? Known here: not, contains, "
              "not_contains, matches, one_of, media_type, no_case, greater_than, greater_number, "
              "at_least_number, "
              "means"},
        Wrong{"HeaderTestEmpty", "send = 'GET {s}'\nexpect = { header = { A = {}, B = [] } }",
              "10:27: a test that asks nothing\n"
              "10:35: 'B' must not be empty"},
        Wrong{"Pattern", "send = 'GET {s}'\nexpect = { header = { A = { matches = '(' } } }",
              "10:39: '(' is no regular expression: missing closing parenthesis, at character 1"},
        Wrong{"Number", "send = 'GET {s}'\nexpect = { header = { A = { greater_number = 'x' } } }",
              "10:46: 'x' is no number"},
        Wrong{"BodyTest", "send = 'GET {s}'\nexpect = { body = { contain = 'a' } }",
              "10:21: unknown key 'contain', did you mean 'contains'? Known here: contains, "
              "not_contains, length, lines, hex, file, repeat, random"},
        Wrong{"BodyTestMixed", "send = 'GET {s}'\nexpect = { body = { hex = '00', length = 1 } }",
              "10:33: unknown key 'length'. Known here: hex"},
        Wrong{"Event", "send = 'GET {s}'\nexpect = { events = [{ evnt = 'data' }] }",
              "10:22: 'event' is missing\n"
              "10:24: unknown key 'evnt', did you mean 'event'? Known here: event, data, json, "
              "json_includes, json_excludes"},
        Wrong{"Elapsed", "send = 'GET {s}'\nexpect = { elapsed = { most = '1s' } }",
              "10:24: unknown key 'most', did you mean 'at_most'? Known here: at_least, at_most"},
        Wrong{"StatusCountsAlone", "send = 'GET {s}'\nexpect = { status_counts = { 200 = 1 } }",
              "10:28: 'status_counts' needs 'concurrently'"},
        Wrong{"StatusCounts",
              "send = 'GET {s}'\nconcurrently = 2\nexpect = { status_counts = { 2000 = 1, 200 = -1 "
              "} }",
              "11:37: invalid status '2000': write 204, \"4xx\", \"closed\" or \"{variable}\"\n"
              "11:46: '200' must be an integer of at least 0, not -1"},
        Wrong{"DistinctAlone", "send = 'GET {s}'\nexpect = { distinct = ['A'] }",
              "10:23: 'distinct' needs 'concurrently' or 'times'"},
        Wrong{"ValuePresent", "check = { '{run}' = true }",
              "9:21: a saved value is always present"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Variables, RefusedStep,
    testing::Values(
        Wrong{"Unknown",
              "send = 'GET {root}/{tial}'\nsave = { tail = 'status' }" + expecting + next +
                  "send = 'GET {s}/{tial}/{tail}'",
              "9:8: no earlier step sets the variable 'tial'\n"
              "13:8: no earlier step sets the variable 'tial', did you mean 'tail'?"},
        Wrong{"UnknownInJson", "send = 'PUT {s}'\njson = { a = [{ b = '{rnu}' }] }" + expecting,
              "10:21: no earlier step sets the variable 'rnu', did you mean 'run'?"},
        Wrong{"UsedByItsOwnStep",
              "send = 'GET {s}'\nsave = { a = 'status' }\nexpect = { status = '{a}' }",
              "10:14: 'a' is saved but never used\n"
              "11:21: no earlier step sets the variable 'a', did you mean 's'?"},
        Wrong{"Malformed", "send = 'PUT {s}'\nbody = '{a'" + expecting,
              "10:8: invalid variable '{a'; a literal brace before a letter is written '{{'"},
        Wrong{"Counting", "send = 'PUT {s}'\nbody = '{n}'" + expecting,
              "10:8: {n} needs a step with 'concurrently' or 'times'"},
        Wrong{"CountingStreams", "send = 'PUT {s:each-*}'" + expecting,
              "9:8: {s:each-*} needs a step with 'concurrently' or 'times'"},
        Wrong{"Time", "send = 'PUT {s}'\nbody = '{time}{time:90s}{time:+90}'" + expecting,
              "10:8: {time} needs an offset from now: {time:+90s}, {time:-1m}"},
        Wrong{"Argument", "send = 'PUT {s:a b}'\nbody = '{run:x}'" + expecting,
              "9:8: invalid name 'a b': use letters, digits, '-', '_' and '*'\n"
              "9:8: '{s:a b}' contains a space or '#': encode it, or use 'query'\n"
              "10:8: {run} takes nothing after a colon"},
        Wrong{"SavedAndUnused", "send = 'PUT {s}'\nsave = { a = 'status' }" + expecting,
              "10:14: 'a' is saved but never used"},
        Wrong{"SavedOver",
              "send = 'PUT {s}'\nsave = { a = 'status' }" + expecting + next +
                  "send = 'PUT {s}'\nsave = { a = 'status' }\n" + next +
                  "send = 'PUT {s}'\nbody = '{a}'",
              "10:14: 'a' is saved but never used"},
        Wrong{"SaveName", "send = 'PUT {s}'\nsave = { A = 'status', run = 'status' }" + expecting,
              "10:14: invalid variable name 'A': a lowercase letter, then lowercase letters, "
              "digits and '_'\n"
              "10:30: the variable 'run' is built in"},
        Wrong{"SaveSource",
              "send = 'PUT {s}'\nsave = { a = 'heder A', b = 'json a', c = 'event /a' }" +
                  expecting + next + "send = 'PUT {s}'\nbody = '{a}{b}{c}'",
              "10:14: cannot save 'heder A': write \"header NAME\", \"tag\", \"status\", "
              "\"body\", \"length\", \"elapsed\", \"json /pointer\" or \"event TYPE /pointer\"\n"
              "10:29: cannot save 'json a': write \"header NAME\", \"tag\", \"status\", "
              "\"body\", \"length\", \"elapsed\", \"json /pointer\" or \"event TYPE /pointer\"\n"
              "10:43: cannot save 'event /a': write \"header NAME\", \"tag\", \"status\", "
              "\"body\", \"length\", \"elapsed\", \"json /pointer\" or \"event TYPE /pointer\""},
        Wrong{"NoneWithoutLimit",
              "send = 'PUT {s}'\nbody = '{hook}'\n" + next + "receive = 'hook'\nnone = true",
              "13:8: 'none' needs 'within': how long to wait"},
        Wrong{"SaveOfReceived",
              "send = 'PUT {s}'\nbody = '{hook}'" + expecting + next +
                  "receive = 'hook'\nsave = { a = 'status' }\n" + next + "send = 'PUT {s}/{a}'",
              "14:8: 'a': a received request has no status and no events"}),
    name_of);

// ---- More than one file ----------------------------------------------------------------------

std::vector<std::string> errors_of_files(std::vector<SuiteFile> files) {
  const std::vector<SuiteFolder> folders{{"t", std::move(files)}};
  const auto catalogue = load(folders);
  std::vector<std::string> lines;
  if (catalogue) return lines;
  for (const LoadError& error : catalogue.error()) lines.push_back(to_string(error));
  return lines;
}

TEST(Files, MayNotShareASuiteId) {
  const std::string good = extended("");
  EXPECT_THAT(
      errors_of_files(
          {{"a.toml", good}, {"b.toml", good}, {"requirements.toml", std::string(requirements)}}),
      ElementsAre("t/b.toml:1:1: the suite 't' is already at t/a.toml:1:1",
                  "t/b.toml:4:1: the scenario 't.a' is already at t/a.toml:4:1"));
}

TEST(Files, AreAllReadInSpiteOfASyntaxError) {
  EXPECT_THAT(
      errors_of_files(
          {{"b.toml", scenario("id = 't.a'\ntitle = 'A'\nproves = []")}, {"a.toml", "[suite\n"}}),
      ElementsAre(StartsWith("t/a.toml:1:7: "), "t/b.toml:7:10: 'proves' must name a requirement"));
}

TEST(Files, AreNotReadWithoutSoundRequirements) {
  EXPECT_THAT(
      errors_of_files({{"a.toml", "wrong = 1"}, {"requirements.toml", R"([[requirement]]
id = "none"
level = "most"
binds = "servers"
text = ""
need = ["append"]
quote = "seven words are too many to quote"
[[requirement]]
id = "1/a"
level = "must"
binds = "server"
text = "A"
[[requirement]]
id = "1/a"
level = "must"
binds = "server"
text = "A"
)"}}),
      ElementsAre("t/requirements.toml:2:6: invalid requirement id 'none': write "
                  "\"section/slug\"",
                  "t/requirements.toml:3:9: unknown level 'most', did you mean 'must'?",
                  "t/requirements.toml:4:9: unknown party 'servers', did you mean 'server'?",
                  "t/requirements.toml:5:8: 'text' must not be empty",
                  "t/requirements.toml:6:1: unknown key 'need', did you mean 'needs'? Known "
                  "here: id, level, binds, text, quote, ruling, needs, harm, unprovable",
                  "t/requirements.toml:7:9: 'quote' has more than 6 words: a few are enough to "
                  "find the sentence by",
                  "t/requirements.toml:13:1: the requirement '1/a' is already at "
                  "t/requirements.toml:8:1"));
}

TEST(Cases, MustAllSetWhatAStepUses) {
  EXPECT_EQ(errors_of(std::string(suite) + R"([[scenario]]
id = 't.a'
title = 'A'
proves = ['1/must']
cases = [ { case = 'a', x = '{x}', y = '{hook}{n}' }, { case = 'b', y = 'c' } ]
[[scenario.step]]
send = 'PUT {s}/{x}/{y}'
expect = { status = 200 }
[[scenario.step]]
receive = 'hook'
)"),
            "8:29: no earlier step sets the variable 'x', did you mean 's'?\n"
            "10:8: the case 'b' does not set the variable 'x'\n"
            "10:8: {n} needs a step with 'concurrently' or 'times'");
}

TEST(FormerNames, AreAnsweredWithThoseOfToday) {
  const auto says = [](const std::string& keys) {
    return errors_of(std::string(suite) + "[[scenario]]\nid = 't.a'\ntitle = 'A'\n" +
                     "proves = ['1/must']\n[[scenario.step]]\n" + keys);
  };
  const std::string send = "send = 'PUT {s}'\nconcurrently = 2\n";
  EXPECT_THAT(says(send + "together = 2"), HasSubstr("'together', did you mean 'concurrently'?"));
  EXPECT_THAT(says(send + "expect = { tally = { 200 = 1 } }"),
              HasSubstr("'tally', did you mean 'status_counts'?"));
  EXPECT_THAT(says(send + "expect = { ends = true }"),
              HasSubstr("'ends', did you mean 'response_ends'?"));
  EXPECT_THAT(says(send + "expect = { body = { lacks = 'a' } }"),
              HasSubstr("'lacks', did you mean 'not_contains'?"));
  EXPECT_THAT(says(send + "expect = { header = { A = { lacks = 'a' } } }"),
              HasSubstr("'lacks', did you mean 'not_contains'?"));
  const std::string raw = "raw = 'x'\nexpect = { status = 200 }\n";
  EXPECT_THAT(says(raw + "fill = 2"), HasSubstr("'fill', did you mean 'pad_to'?"));
  EXPECT_THAT(says(raw + "skip = 2"), HasSubstr("'skip', did you mean 'after_answers'?"));
  EXPECT_THAT(says(raw + "afterwards = 'end'"), HasSubstr("'afterwards', did you mean 'then'?"));
}

TEST(ContinuedSteps, MustAddToTheStepBefore) {
  const std::string start = std::string(suite) + "[[scenario]]\nid = 't.a'\ntitle = 'A'\n" +
                            "proves = ['1/must']\nstep = [\n";
  EXPECT_EQ(errors_of(start + "  { send = 'GET {s}', expect = { status = 200 } },\n" +
                      "    { expect = { status = 204 } },\n]\n"),
            "10:18: the step that this continues already has 'status'");
  EXPECT_EQ(errors_of(start + "  { expect = { status = 204 } },\n]\n"),
            "9:3: a step needs one of send, read, open, await, hang_up, pause, resume, wait, "
            "receive, raw, check");
  EXPECT_THAT(errors_of(start + "  { send = 'GET {s}', expect = { status = 200 } },\n" +
                        "  { raed = '{s}' },\n]\n"),
              StartsWith("10:5: unknown key 'raed', did you mean 'read'? Known here: send, as, "));
}

TEST(Proves, MayBeLeftOutWhereTheFolderHasNoRequirements) {
  const std::string text = scenario("id = 't.a'\ntitle = 'A'");
  EXPECT_THAT(errors_of_files({{"a.toml", text}}), testing::IsEmpty());
  EXPECT_EQ(errors_of(text), "4:1: 'proves' is missing");
}

TEST(SuiteType, HasNoVariables) {
  EXPECT_EQ(errors_of("[suite]\nid = 't'\ntitle = 'T'\ntype = '{a}'\n[[scenario]]\nid = 't.a'\n"
                      "title = 'A'\nproves = ['1/must']\n" +
                      std::string(step)),
            "4:8: the 'type' of a suite has no variables");
}

TEST(Files, MayNotNestWithoutEnd) {
  const std::string deep = "a = " + std::string(100'000, '[');
  EXPECT_THAT(errors_of_files({{"a.toml", deep}}), ElementsAre(HasSubstr("t/a.toml:1:")));
}

}  // namespace
}  // namespace conform
