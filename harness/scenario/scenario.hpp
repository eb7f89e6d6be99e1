// Scenarios as the suites describe them (suites/README.md), before anything is sent: plain values
// with the place in the file where each was written.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/http/after_sending.hpp"
#include "harness/http/instant.hpp"
#include "harness/scenario/pattern.hpp"
#include "harness/scenario/requirement.hpp"

namespace conform {

struct Place {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;

  /// In the order of files and, within one, of lines.
  auto operator<=>(const Place&) const = default;
};

/// "file:line:column"
[[nodiscard]] std::string to_string(const Place& place);

/// Text with {variables} in it; "{{" stands for "{".
using Template = std::string;
/// JSON whose strings (values, not names) are templates.
using JsonTemplate = nlohmann::ordered_json;

/// Where the bytes of a body come from.
struct BodyText {
  Template text;
};
struct BodyJson {
  JsonTemplate value;
};
struct BodyBytes {
  std::string bytes;  ///< from hex or a file: already bytes
};
struct BodyRepeat {
  Template text;
  std::uint64_t times = 0;
};
struct BodyRandom {
  std::uint64_t bytes = 0;
  std::uint64_t seed = 0;
};
using Body = std::variant<BodyText, BodyJson, BodyBytes, BodyRepeat, BodyRandom>;

/// A test of one text value: a header, a captured value.
struct ValueTest {
  enum class Op {
    present,
    absent,
    equals,
    not_equals,
    one_of,
    contains,
    lacks,            ///< does not contain
    matches,          ///< ECMAScript regular expression, whole value
    media_type,       ///< equal without case and parameters (R13)
    greater_than,     ///< as bytes
    at_least_number,  ///< as a decimal integer
    greater_number,   ///< as a decimal integer of any length
    equals_no_case,
  };
  Op op = Op::present;
  std::vector<Template> operands;
  std::optional<Pattern> pattern{};  ///< of `matches`, where it has no variables
  std::string means{};               ///< what it asks for, in words
};

struct HeaderTest {
  std::string name;
  std::vector<ValueTest> tests;  ///< all must hold
};

struct BodyTest {
  std::optional<Body> equals;
  std::optional<Template> contains;
  std::optional<Template> lacks;
  std::optional<std::uint64_t> length;
  bool same_lines = false;  ///< compare after reading CR, LF and CRLF alike as LF (R12)
};

/// One event of a Server-Sent Events response.
struct EventTest {
  Template type;  ///< "data", "control"
  std::optional<BodyTest> data;
  std::optional<JsonTemplate> json;           ///< equal
  std::optional<JsonTemplate> json_includes;  ///< these members, equal; others are free
  std::vector<std::string> json_lacks;        ///< members that must not be there
};

struct Expectation {
  Place place;
  std::vector<Template> status;  ///< one of: "204", "4xx"
  std::vector<HeaderTest> headers;
  std::optional<BodyTest> body;
  std::optional<JsonTemplate> json;
  std::optional<JsonTemplate> json_includes;
  std::vector<EventTest> events;           ///< in this order, others may lie between
  std::optional<BodyTest> event_data;      ///< the data events' data joined, base64 decoded
  std::optional<JsonTemplate> event_json;  ///< the data events' arrays joined
  std::optional<bool> ends;          ///< the response ends by itself (true), is still open (false)
  std::optional<Duration> at_least;  ///< elapsed
  std::optional<Duration> at_most;
  std::vector<std::pair<Template, std::uint64_t>> tally;  ///< status to count, for `together`
  std::vector<std::string> distinct;  ///< headers whose values differ in all 2xx answers
  std::optional<Template> tail;       ///< `read`: the offset at which it ended
  std::optional<bool> closed;         ///< `read`: Stream-Closed was seen at the tail
  std::vector<std::pair<Template, ValueTest>> values;  ///< `check`: tests of any template
};

/// Takes a value out of an exchange into a variable.
struct Save {
  enum class From { status, header, tag, body, json, event, length, elapsed };
  std::string variable;
  From from = From::header;
  std::string name;     ///< header name or event type
  std::string pointer;  ///< JSON pointer (RFC 6901) for json and event
  Place place;
};

struct RequestSpec {
  Template method;
  Template target;
  std::vector<std::pair<std::string, Template>> query;
  std::vector<std::pair<std::string, Template>> headers;
  std::optional<Body> body;
  bool chunked = false;
  bool new_connection = false;
  std::uint64_t held_bytes = 0;  ///< of `open`: so many at the end of the body wait for `resume`
};

/// Sends a request and waits for the whole response.
struct SendStep {
  RequestSpec request;
  std::uint64_t together = 1;  ///< so many at once
  std::uint64_t times = 1;     ///< so many one after another
};
/// Follows Stream-Next-Offset from `from` until Stream-Up-To-Date.
struct ReadStep {
  RequestSpec request;
  Template from = "-1";
};
/// Starts a request that stays open while later steps act.
struct OpenStep {
  RequestSpec request;
  std::optional<EventTest> until;
  bool until_sent = false;  ///< the next step does not wait for anything
};
/// Waits for a live read to satisfy its expectation or to end.
struct AwaitStep {
  std::string name;
};
/// Hangs up a live read, or breaks off a request of which a part is held back.
struct HangUpStep {
  std::string name;
};
/// Stops reading what comes of a live read.
struct PauseStep {
  std::string name;
};
/// Sends what is held back of a request, or reads on.
struct ResumeStep {
  std::string name;
};
/// Lets time pass: `until` after the exchange `after` was answered, or after the request to the
/// webhook that the next `receive` of that hook will take has arrived. What the next step does must
/// be answered no later than `no_later_than` after that exchange was sent, or the attempt is void.
struct WaitStep {
  Duration until{};
  std::string after;  ///< or `arrival`
  std::optional<Duration> no_later_than;
  std::string arrival{};  ///< name of a hook, as in ReceiveStep
};
/// Waits for a request to the harness's own receiver and answers it.
struct ReceiveStep {
  std::string hook;
  bool none = false;  ///< no request may come within the limit
  int status = 200;
  std::vector<std::pair<std::string, Template>> headers;
  std::optional<Body> body;
  std::optional<Template> signed_by;  ///< URL of the key set that must verify Webhook-Signature
};
/// Bytes on a bare connection.
struct RawStep {
  Template bytes;
  unsigned skip = 0;  ///< so many answers come before the one that is looked at
  /// `{body}` in the bytes, filled up to `body_bytes` with the letter x.
  std::optional<Template> body;
  std::uint64_t body_bytes = 0;
  std::uint64_t piece_bytes = 0;  ///< so many at a time; 0 for all at once
  AfterSending afterwards = AfterSending::listen;
  bool any_answer = false;  ///< whatever comes within the limit, or nothing, is right
};
/// Tests values captured before; sends nothing.
struct CheckStep {};

using Action = std::variant<SendStep, ReadStep, OpenStep, AwaitStep, HangUpStep, PauseStep,
                            ResumeStep, WaitStep, ReceiveStep, RawStep, CheckStep>;

struct Step {
  Place place;
  Action action;
  std::string label;               ///< `as`
  std::optional<Duration> within;  ///< the server's limit
  std::optional<Expectation> expect;
  std::vector<Save> save;
  bool tests = false;               ///< this step is under test, for the scenario's requirements
  std::vector<std::string> proves;  ///< this step is under test, for these requirements
};

/// A scenario, or one case of a table with its variables.
struct Scenario {
  std::string id;  ///< "append.seq-compares-bytes", "create.malformed-ttl[plus sign]"
  std::string suite;
  std::string title;
  std::string why;  ///< a note for whoever meets the failure, optional
  Level level = Level::must;
  std::vector<std::string> proves;
  std::vector<std::string> needs;
  std::string ruling;
  /// Rules of the judge that the scenario's own exchanges must keep: one that is broken fails it.
  std::vector<std::string> keeps;
  /// The capability that it shows to work at all; empty for most. Where it fails, scenarios that
  /// need the capability and fail as well are blocked by it.
  std::string shows;
  bool uses_hook = false;  ///< names the harness's webhook receiver
  /// Why no defect of the catalogue makes it fail, where that is so.
  std::string idle;
  /// What is told of the server instead of a verdict, for what the protocol leaves open; empty for
  /// a scenario that is judged.
  Template observe;
  std::map<std::string, Template> variables;  ///< from its case
  std::vector<Step> steps;
  Place place;
};

/// The id without the case: "create.malformed-ttl".
[[nodiscard]] std::string_view base_id(const Scenario& scenario);
/// Whether something is expected of this step by its own words: an `expect`, or that nothing comes.
[[nodiscard]] bool expects(const Step& step);
/// Whether the scenario is about this step: the last one that `expects`, and each that says so
/// itself. Where another step fails, the scenario is blocked.
[[nodiscard]] bool is_under_test(const Scenario& scenario, std::size_t step);
/// What the scenario and its steps prove, each once.
[[nodiscard]] std::vector<std::string> all_proven(const Scenario& scenario);

struct Suite {
  std::string id;
  std::string title;
  std::string section;
  std::vector<Scenario> scenarios;
  Place place;
};

/// All that a run can draw on.
struct Catalogue {
  std::vector<Requirement> requirements;
  std::vector<Suite> suites;
  std::vector<Section> sections{};
  std::vector<Ruling> rulings{};
};

}  // namespace conform
