#include "fuzz/malformed/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "fuzz/malformed/stimulus.hpp"
#include "harness/judge/quote.hpp"
#include "harness/scenario/toml_writer.hpp"

namespace conform::malformed {
namespace {

constexpr int too_many_requests = 429;

Expectation expecting(std::vector<Template> status) {
  Expectation expectation;
  expectation.status = std::move(status);
  return expectation;
}

Expectation expecting(std::vector<Template> status, const Template& body) {
  auto expectation = expecting(std::move(status));
  expectation.body = BodyTest{};
  expectation.body->equals = BodyText{body};
  return expectation;
}

/// What R20 allows a server to do with any bytes.
Expectation refusal_or_service() {
  return expecting({"2xx", "3xx", "4xx", "501", "505", "closed"});
}

bool is_server_error(int status) {
  return status >= 500 && status != 501 && status != 505;
}

bool refuses(int status) {
  return status / 100 == 4 || status == 501 || status == 505;
}

bool served_or_rate_limited(const Exchange& exchange) {
  return exchange.response.status / 100 == 2 || exchange.response.status == too_many_requests;
}

std::string words_of(const Answer& answer) {
  return answer.body.empty() ? fmt::format("status {}", answer.status)
                             : fmt::format("status {} with {}", answer.status, quote(answer.body));
}

std::string words_of(const Exchange& exchange) {
  if (!exchange.answered()) {
    return exchange.problem.empty() ? "no answer" : exchange.problem;
  }
  return words_of(Answer{exchange.response.status, exchange.response.body});
}

bool is_at(std::string_view target, std::string_view path) {
  if (const auto at = target.find(path); target.starts_with("http://") && at != std::string::npos) {
    target.remove_prefix(at);
  }
  return target == path || target.starts_with(std::string(path) + "?");
}

// ---- what the connection itself shows -----------------------------------------------------------

/// The first server error among the answers `from` to `to`, the latter excluded.
std::optional<RuleViolation> server_error(const ActResult& seen, std::size_t from, std::size_t to,
                                          std::string expected) {
  const auto& answers = seen.answers.whole;
  for (auto i = from; i < std::min(to, answers.size()); ++i) {
    if (!is_server_error(answers[i].status)) continue;
    RuleViolation violation;
    violation.mismatch.expected = std::move(expected);
    violation.mismatch.got = words_of(answers[i]);
    violation.answer = static_cast<unsigned>(i);
    violation.raw = refusal_or_service();
    return violation;
  }
  return std::nullopt;
}

std::optional<RuleViolation> error_for_malformed(const ActResult& seen) {
  return server_error(seen, seen.parsed.valid.size(), std::string::npos,
                      "a 4xx, 501 or 505 for bytes that are not a request, or a closed connection");
}

std::optional<RuleViolation> error_for_valid(const ActResult& seen) {
  return server_error(seen, 0, seen.parsed.valid.size(),
                      "no server error for a well-formed request");
}

/// Whether a HEAD after other bytes, which has no body in its answer, could confuse the parser.
bool answers_are_readable(const ActResult& seen) {
  return seen.bytes.find("HEAD") == std::string::npos || seen.bytes.starts_with("HEAD ");
}

bool must_speak_http(const ActResult& seen) {
  const auto at = seen.answers.whole.size();
  const auto valid = seen.parsed.valid.size();
  const bool of_the_rest =
      seen.parsed.remainder == Remainder::nothing || seen.parsed.remainder_can_be_answered;
  return answers_are_readable(seen) && (at < valid || (at == valid && of_the_rest));
}

std::optional<RuleViolation> no_http(const ActResult& seen) {
  if (!seen.answers.not_http) return std::nullopt;
  RuleViolation violation;
  violation.mismatch.expected = "an HTTP response, or a closed connection";
  violation.mismatch.got = quote(*seen.answers.not_http);
  violation.answer = static_cast<unsigned>(seen.answers.whole.size());
  violation.raw = refusal_or_service();
  return violation;
}

std::optional<RuleViolation> hang(const ActResult& seen) {
  if (!seen.timed_out) return std::nullopt;
  RuleViolation violation;
  violation.mismatch.expected = "an answer or a closed connection";
  violation.mismatch.got = fmt::format("neither within {:.0f} s", in_seconds(seen.took));
  violation.answer = static_cast<unsigned>(seen.answers.whole.size());
  violation.raw = refusal_or_service();
  return violation;
}

// ---- which request is answered-------------------------------------------------------------------

bool is_good_read(const ValidRequest& request, const std::string& path) {
  return request.method == "GET" && request.target == path + "?offset=-1";
}

/// Statuses with which a server may refuse any request.
bool may_refuse_anyone(int status) {
  return status == 401 || status == 403 || status == 407 || status == 408 ||
         status == too_many_requests;
}

std::optional<RuleViolation> foreign_answer(const ActResult& seen, std::size_t at,
                                            const std::string& content, const std::string& stream) {
  const auto& answer = seen.answers.whole[at];
  if (may_refuse_anyone(answer.status)) return std::nullopt;
  if (answer.status == 200 && answer.body == content) return std::nullopt;
  RuleViolation violation;
  violation.mismatch.expected = fmt::format(
      "answer {} to be the answer to the read of {}, status 200 with {}, or a "
      "closed connection",
      at + 1, stream, quote(content));
  violation.mismatch.got = words_of(answer);
  violation.answer = static_cast<unsigned>(at);
  violation.raw = expecting({"200", "closed"}, literally(content));
  return violation;
}

std::optional<RuleViolation> mixed_answers(const ActResult& seen) {
  const auto& valid = seen.parsed.valid;
  const auto& answers = seen.answers.whole;
  for (std::size_t i = 0; i < std::min(valid.size(), answers.size()); ++i) {
    std::optional<RuleViolation> violation;
    if (is_good_read(valid[i], seen.front_path)) {
      violation = foreign_answer(seen, i, seen.front_content, front_stream);
    } else if (is_good_read(valid[i], seen.behind_path)) {
      violation = foreign_answer(seen, i, seen.behind_content, behind_stream);
    }
    if (violation) return violation;
  }
  return std::nullopt;
}

// ---- the content of the streams -----------------------------------------------------------------

/// A later read that must return this content.
std::optional<RuleViolation> changed(const Exchange& read, const Template& content_template,
                                     const std::string& content, std::string stream,
                                     std::string expected) {
  const auto& response = read.response;
  const bool readable = response.status == 200 || response.status == 404 || response.status == 410;
  if (!readable || (response.status == 200 && response.body == content)) return std::nullopt;
  RuleViolation violation;
  violation.mismatch.expected = std::move(expected);
  violation.mismatch.got = fmt::format("a read of it: {}", words_of(read));
  violation.stream = std::move(stream);
  violation.content = expecting({"200"}, content_template);
  return violation;
}

/// No parser that conforms to RFC 9112 finds a request to the canary in the bytes.
bool never_addresses_canary(const ActResult& seen) {
  const auto& parsed = seen.parsed;
  if (parsed.remainder_must_end_connection || parsed.remainder == Remainder::ambiguous ||
      parsed.remainder == Remainder::broken_chunks)
    return false;
  return std::none_of(parsed.valid.begin(), parsed.valid.end(), [&](const ValidRequest& request) {
    return is_at(request.target, seen.canary_path);
  });
}

std::optional<RuleViolation> body_taken_for_request(const ActResult& seen) {
  return changed(seen.canary, canary_content, canary_content, canary_stream(seen.number),
                 fmt::format("the stream {} unchanged: only bytes that are not a request name it",
                             canary_stream(seen.number)));
}

bool must_end_at_remainder(const ActResult& seen) {
  return seen.parsed.remainder_must_end_connection &&
         std::none_of(
             seen.parsed.valid.begin(), seen.parsed.valid.end(),
             [&](const ValidRequest& request) { return is_at(request.target, seen.canary_path); });
}

std::optional<RuleViolation> executes_after_remainder(const ActResult& seen) {
  return changed(seen.canary, canary_content, canary_content, canary_stream(seen.number),
                 fmt::format("the stream {} unchanged: after a request with Transfer-Encoding and "
                             "Content-Length, or of HTTP/1.0 with Transfer-Encoding, the "
                             "connection ends (RFC 9112 6.1)",
                             canary_stream(seen.number)));
}

/// The index of the valid request to the act's own stream.
std::optional<std::size_t> own_request(const ActResult& seen) {
  const auto& valid = seen.parsed.valid;
  const auto found = std::find_if(valid.begin(), valid.end(), [&](const ValidRequest& request) {
    return is_at(request.target, seen.own_path);
  });
  if (found == valid.end()) return std::nullopt;
  return static_cast<std::size_t>(found - valid.begin());
}

std::optional<RuleViolation> own_changed(const ActResult& seen, const Template& content_template,
                                         const std::string& content, std::string expected) {
  return changed(seen.own, content_template, content, own_stream(seen.number), std::move(expected));
}

/// The index of the answer that refuses a change of the act's own stream.
std::optional<std::size_t> refusal(const ActResult& seen) {
  const auto& answers = seen.answers.whole;
  const auto refused_at = [&](std::size_t at) { return refuses(answers[at].status); };
  if (const auto own = own_request(seen)) {
    const bool refused = *own < answers.size() && refused_at(*own);
    return refused ? own : std::nullopt;
  }
  const auto first = seen.parsed.valid.size();
  if (seen.parsed.remainder == Remainder::nothing || answers.size() <= first) return std::nullopt;
  for (auto at = first; at < answers.size(); ++at) {
    if (!refused_at(at)) return std::nullopt;
  }
  return first;
}

std::optional<RuleViolation> refused_and_done(const ActResult& seen) {
  const auto at = refusal(seen).value();
  auto violation =
      own_changed(seen, own_content, own_content,
                  fmt::format("the stream {} unchanged: the request was refused with {}",
                              own_stream(seen.number), seen.answers.whole[at].status));
  if (!violation) return std::nullopt;
  violation->answer = static_cast<unsigned>(at);
  violation->raw = expecting({"4xx", "501", "505"});
  return violation;
}

/// An append whose body is incomplete.
bool is_cut_append(const ActResult& seen) {
  const auto& parsed = seen.parsed;
  return (parsed.remainder == Remainder::incomplete ||
          parsed.remainder == Remainder::broken_chunks) &&
         parsed.remainder_method == "POST" && is_at(parsed.remainder_target, seen.own_path);
}

/// An append may be stored while it arrives (5.2), so its beginning may be there; nothing else may,
/// and it must not be acknowledged (RFC 9112 6.3, 8).
std::optional<RuleViolation> cut_append_taken(const ActResult& seen) {
  const auto at = seen.parsed.valid.size();
  const auto& answers = seen.answers.whole;
  if (at < answers.size() && answers[at].status / 100 == 2) {
    RuleViolation violation;
    violation.mismatch.expected = "no success for an append whose body has no end";
    violation.mismatch.got = words_of(answers[at]);
    violation.answer = static_cast<unsigned>(at);
    violation.raw = expecting({"3xx", "4xx", "5xx", "closed"});
    return violation;
  }
  const auto most = own_content + seen.parsed.remainder_body;
  const auto& read = seen.own.response.body;
  if (read.starts_with(own_content) && most.starts_with(read)) return std::nullopt;
  return own_changed(seen, own_content, own_content,
                     fmt::format("the stream {} unchanged: the body of the append has no end",
                                 own_stream(seen.number)));
}

bool is_acknowledged_append(const ActResult& seen) {
  const auto own = own_request(seen);
  if (!own || *own >= seen.answers.whole.size()) return false;
  const int status = seen.answers.whole[*own].status;
  return seen.parsed.valid[*own].method == "POST" && (status == 200 || status == 204);
}

/// The bytes as a template, with `{body}` in place of its value.
Template as_template(const std::string& bytes, const std::string& held_body) {
  const auto at = held_body.empty() ? std::string::npos : bytes.find(held_body);
  if (at == std::string::npos) return literally(bytes);
  return literally(bytes.substr(0, at)) + "{body}" + literally(bytes.substr(at + held_body.size()));
}

std::optional<RuleViolation> body_misread(const ActResult& seen) {
  const auto at = own_request(seen).value();
  const auto content = own_content + seen.parsed.valid[at].body;
  auto violation =
      own_changed(seen, as_template(content, seen.held_body), content,
                  fmt::format("the stream {} to hold {}", own_stream(seen.number), quote(content)));
  if (!violation) return std::nullopt;
  violation->answer = static_cast<unsigned>(at);
  violation->raw = expecting({"200", "204"});
  return violation;
}

// ---- whether others are served ------------------------------------------------------------------

std::optional<RuleViolation> unserved(const ActResult& seen) {
  RuleViolation violation;
  violation.stream = witness_stream;
  if (!served_or_rate_limited(seen.append)) {
    violation.mismatch.expected = "an append of another client to be served";
    violation.mismatch.got = words_of(seen.append);
    return violation;
  }
  const auto& read = seen.witness;
  if (read.response.status == too_many_requests || seen.append.response.status / 100 != 2 ||
      (read.response.status == 200 && read.response.body == seen.witness_content)) {
    return std::nullopt;
  }
  violation.mismatch.expected =
      fmt::format("a read of another client to show {}", quote(seen.witness_content));
  violation.mismatch.got = words_of(read);
  return violation;
}

RuleInfo info(const char* id, const char* requirement, const char* title, const char* ruling = "") {
  return {fmt::format("malformed.{}", id), requirement, title, Level::must, ruling};
}

}  // namespace

std::vector<MalformedRule> malformed_rules() {
  return {
      {info("refused-cleanly", "H/refuses-cleanly",
            "Bytes that are not a request never provoke a 5xx other than 501 and 505", "R20"),
       [](const ActResult& seen) { return seen.parsed.remainder != Remainder::nothing; },
       error_for_malformed},
      {info("no-server-error", "H/never-5xx",
            "An unusual but well-formed request never provokes a 5xx other than 501 and 505",
            "R20"),
       [](const ActResult& seen) { return !seen.parsed.valid.empty(); }, error_for_valid},
      {info("speaks-http", "H/refuses-cleanly", "Whatever is sent, the answer is HTTP", "R20"),
       must_speak_http, no_http},
      {info("never-hangs", "H/refuses-cleanly",
            "A complete request is answered, or its connection closed", "R20"),
       [](const ActResult& seen) {
         return seen.listened &&
                (!seen.parsed.valid.empty() || seen.parsed.remainder_can_be_answered);
       },
       hang},
      {info("answers-in-order", "H/pipelined-in-order",
            "Each request on a connection gets its own answer, whatever else is sent there"),
       [](const ActResult& seen) {
         return !seen.parsed.valid.empty() && answers_are_readable(seen);
       },
       mixed_answers},
      {info("body-is-no-request", "H/body-is-no-request",
            "Bytes within a body, or of an incomplete message, are never executed as a request"),
       never_addresses_canary, body_taken_for_request},
      {info("ends-behind-both-lengths", "H/body-is-no-request",
            "After a request with Transfer-Encoding and Content-Length the connection is closed, "
            "and nothing after it is executed as a request (RFC 9112 6.1)"),
       must_end_at_remainder, executes_after_remainder},
      {info("refused-no-effect", "H/refused-no-effect",
            "A malformed or unusual request that is refused changes nothing"),
       [](const ActResult& seen) { return answers_are_readable(seen) && refusal(seen); },
       refused_and_done},
      {info("cut-append", "H/body-framing",
            "An append with an incomplete body is not acknowledged, and adds nothing else"),
       is_cut_append, cut_append_taken},
      {info("body-framed", "H/body-framing",
            "An append stores its body, without any of its framing"),
       is_acknowledged_append, body_misread},
      {info("others-served", "H/refuses-cleanly",
            "Whatever is sent on one connection, others are served", "R20"),
       [](const ActResult&) { return true; }, unserved},
  };
}

}  // namespace conform::malformed
