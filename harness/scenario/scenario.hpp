// Scenarios as described in the suites (suites/README.md), before anything is sent: plain values
// with their place in the file.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
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

  /// Ordered by file, then by line.
  auto operator<=>(const Place&) const = default;
};

/// "file:line:column"
[[nodiscard]] std::string to_string(const Place& place);

/// Text with {variables} in it; "{{" stands for "{".
using Template = std::string;
/// JSON whose strings (values, not member names) are templates.
using JsonTemplate = nlohmann::ordered_json;

/// Where the bytes of a body come from.
struct BodyText {
  Template text;
};
struct BodyJson {
  JsonTemplate value;
};
struct BodyBytes {
  std::string bytes;  ///< decoded from hex, or read from a file
};
struct BodyRepeat {
  Template text;
  std::uint64_t times = 0;
  /// So many of these, one after another. If there are several, `{n}` is the number of each.
  std::uint64_t count = 1;
};
struct BodyRandom {
  std::uint64_t bytes = 0;
  std::uint64_t seed = 0;
};
using Body = std::variant<BodyText, BodyJson, BodyBytes, BodyRepeat, BodyRandom>;

/// A test of one text value: a header or a saved value.
struct ValueTest {
  enum class Op {
    present,
    absent,
    equals,
    not_equals,
    one_of,
    contains,
    not_contains,
    matches,          ///< ECMAScript regular expression, whole value
    media_type,       ///< equal ignoring case and parameters (R13)
    greater_than,     ///< compared byte by byte
    at_least_number,  ///< compared as decimal integers
    greater_number,   ///< compared as decimal integers of any length
    equals_no_case,
  };
  Op op = Op::present;
  std::vector<Template> operands;
  std::optional<Pattern> pattern{};  ///< for `matches`, if it has no variables
  std::string means{};               ///< what it checks, in words
};

struct HeaderTest {
  std::string name;
  std::vector<ValueTest> tests;  ///< all must hold
};

struct BodyTest {
  std::optional<Body> equals;
  std::optional<Template> contains;
  std::optional<Template> not_contains;
  std::optional<std::uint64_t> length;
  bool same_lines = false;  ///< compare with CR, LF and CRLF all read as LF (R12)
};

/// One event of a Server-Sent Events response.
struct EventTest {
  Template type;  ///< "data", "control"
  std::optional<BodyTest> data;
  std::optional<JsonTemplate> json;           ///< equal
  std::optional<JsonTemplate> json_includes;  ///< these members are equal; others are ignored
  std::vector<std::string> json_excludes;     ///< members that must be absent
};

struct Expectation {
  Place place;
  std::vector<Template> status;  ///< any of: "204", "4xx"
  std::vector<HeaderTest> headers;
  std::optional<BodyTest> body;
  std::optional<JsonTemplate> json;
  std::optional<JsonTemplate> json_includes;
  std::vector<EventTest> events;       ///< in this order; other events may come between
  std::optional<BodyTest> event_data;  ///< the data of all data events concatenated, base64 decoded
  std::optional<JsonTemplate> event_json;  ///< the arrays of all data events concatenated
  std::optional<bool> response_ends;  ///< true: the response has ended; false: it is still open
  std::optional<Duration> at_least;   ///< elapsed
  std::optional<Duration> at_most;
  bool at_once = false;  ///< the server does not wait as for a long-poll before it answers
  std::vector<std::pair<Template, std::uint64_t>> status_counts;  ///< for `concurrently`
  std::vector<std::string> distinct;  ///< headers whose values differ in all 2xx responses
  std::optional<Template> tail;       ///< `read`: the final offset
  std::optional<bool> closed;         ///< `read`: Stream-Closed was seen at the tail
  std::vector<std::pair<Template, ValueTest>> values;  ///< `check`: tests of any template
};

/// Saves a value from an exchange in a variable.
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
  std::uint64_t held_bytes = 0;  ///< at the end of the body, until `resume`
  /// Parts of the body after `body`: each is held back until another `resume`.
  std::vector<Body> held_parts{};

  /// Whether a part of the body is held back.
  [[nodiscard]] bool is_held() const { return held_bytes > 0 || !held_parts.empty(); }
};

/// Sends a request and waits for the whole response.
struct SendStep {
  RequestSpec request;
  std::uint64_t concurrently = 1;  ///< number of concurrent requests
  std::uint64_t times = 1;         ///< number of sequential requests
};
/// Follows Stream-Next-Offset from `from` until Stream-Up-To-Date.
struct ReadStep {
  RequestSpec request;
  Template from = "-1";
};
/// Starts a request that stays open during later steps.
struct OpenStep {
  RequestSpec request;
  std::optional<EventTest> until;
  bool until_sent = false;  ///< the next step waits only until the request is sent
};
/// Waits until a live read satisfies its expectation or ends.
struct AwaitStep {
  std::string name;
  /// If the server ends the event stream early, the rest is read from its last offset.
  bool may_be_cut = false;
};
/// Disconnects a live read, or aborts a request whose body is partly held back.
struct HangUpStep {
  std::string name;
  bool resets = false;  ///< with a TCP reset
};
/// Stops reading the response of a live read.
struct PauseStep {
  std::string name;
};
/// Sends the part of a request that was held back, or resumes reading.
struct ResumeStep {
  std::string name;
};
/// Lets time pass: until `until` after the exchange `after` was answered, or after the request to
/// the webhook that the next `receive` of that hook will take has arrived. The next step must be
/// answered no later than `no_later_than` after that exchange was sent; otherwise the attempt is
/// void.
struct WaitStep {
  Duration until{};   ///< with a sweep, its longest
  std::string after;  ///< or `arrival`
  std::optional<Duration> no_later_than;
  std::string arrival{};  ///< name of a hook, as in ReceiveStep
  bool is_swept = false;  ///< until the delay of the scenario's sweep
  std::string plus{};     ///< an open request; the time that it took is added; may be empty
};
/// Waits for a request to the harness's webhook receiver and responds to it.
struct ReceiveStep {
  std::string hook;
  bool none = false;  ///< no request may arrive within the limit
  int status = 200;
  std::vector<std::pair<std::string, Template>> headers;
  std::optional<Body> body;
  std::optional<Template> signed_by;  ///< URL of the key set that must verify Webhook-Signature
};
/// Bytes on a raw connection.
struct RawStep {
  Template bytes;
  unsigned after_answers = 0;  ///< number of responses before the one that is checked
  /// `{body}` in the bytes, padded to `body_bytes` with the letter x.
  std::optional<Template> body;
  std::uint64_t body_bytes = 0;
  std::uint64_t piece_bytes = 0;  ///< bytes per write; 0 for all at once
  AfterSending then = AfterSending::listen;
  bool any_answer = false;  ///< any response within the limit, or none, is accepted
};
/// Checks saved values; sends nothing.
struct CheckStep {};

using Action = std::variant<SendStep, ReadStep, OpenStep, AwaitStep, HangUpStep, PauseStep,
                            ResumeStep, WaitStep, ReceiveStep, RawStep, CheckStep>;

struct Step {
  Place place;
  Action action;
  std::string label;               ///< `as`
  std::optional<Duration> within;  ///< the server's time limit
  std::optional<Expectation> expect;
  /// `send`: with one of these, the server refuses what it may refuse, and the scenario is skipped.
  std::vector<Template> may_refuse{};
  std::vector<Save> save;
  bool tests = false;               ///< this step tests the scenario's requirements
  std::vector<std::string> proves;  ///< this step tests these requirements
};

/// The steps of a scenario. Copies share them: a scenario may have hundreds of cases, and its steps
/// take most of its memory.
class Steps {
 public:
  Steps() = default;
  Steps(std::vector<Step> steps)
      : steps_(std::make_shared<const std::vector<Step>>(std::move(steps))) {}
  Steps(std::initializer_list<Step> steps) : Steps(std::vector<Step>(steps)) {}

  [[nodiscard]] const std::vector<Step>& list() const { return *steps_; }
  [[nodiscard]] auto begin() const { return steps_->begin(); }
  [[nodiscard]] auto end() const { return steps_->end(); }
  [[nodiscard]] std::size_t size() const { return steps_->size(); }
  [[nodiscard]] bool empty() const { return steps_->empty(); }
  [[nodiscard]] const Step& operator[](std::size_t index) const { return (*steps_)[index]; }
  [[nodiscard]] const Step& front() const { return steps_->front(); }
  [[nodiscard]] const Step& back() const { return steps_->back(); }

 private:
  std::shared_ptr<const std::vector<Step>> steps_ = std::make_shared<const std::vector<Step>>();
};

/// A scenario that is run once for each of several delays, evenly spread.
struct Sweep {
  std::vector<Duration> delays;  ///< ascending
};

/// A scenario, or one case of a scenario with its variables.
struct Scenario {
  std::string id;  ///< "append.seq-compares-bytes", "create.malformed-ttl[plus sign]"
  std::string suite;
  std::string title;
  std::string why;  ///< a note for whoever investigates a failure, optional
  Level level = Level::must;
  std::vector<std::string> proves;
  std::vector<std::string> needs;
  std::string ruling;
  /// Rules of the judge that the scenario's own exchanges must satisfy; violating one fails it.
  std::vector<std::string> keeps;
  /// The capability whose basic support it tests; empty for most. If it fails, scenarios that need
  /// the capability and fail too are reported as blocked by it.
  std::string shows;
  bool uses_hook = false;  ///< uses the harness's webhook receiver
  bool is_slow = false;    ///< waits so long that it runs only on request
  std::optional<Sweep> sweep{};
  /// Why no defect in the catalogue makes it fail, if so.
  std::string idle;
  /// A description of what the server does where the protocol leaves it open, reported instead of a
  /// verdict; empty for a scenario with a verdict.
  Template observe;
  std::map<std::string, Template> variables;  ///< of its case
  Steps steps;
  Place place;
};

/// The id without the case: "create.malformed-ttl".
[[nodiscard]] std::string_view base_id(const Scenario& scenario);
/// Whether the step itself expects something: it has an `expect`, or expects that nothing arrives.
[[nodiscard]] bool expects(const Step& step);
/// Whether the scenario tests this step: the last one that `expects`, and every step marked as a
/// test. If any other step fails, the scenario is blocked.
[[nodiscard]] bool is_under_test(const Scenario& scenario, std::size_t step);
/// What the scenario and its steps cover, without duplicates.
[[nodiscard]] std::vector<std::string> all_proven(const Scenario& scenario);

struct Suite {
  std::string id;
  std::string title;
  std::string section;
  std::vector<Scenario> scenarios;
  Place place;
};

/// Everything that a run can use.
struct Catalogue {
  std::vector<Requirement> requirements;
  std::vector<Suite> suites;
  std::vector<Section> sections{};
  std::vector<Ruling> rulings{};
};

}  // namespace conform
