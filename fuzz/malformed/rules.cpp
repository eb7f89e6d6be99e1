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

/// What R20 lets a server do with any bytes.
Expectation refusal_or_service() {
  return expecting({"2xx", "3xx", "4xx", "501", "505", "closed"});
}

bool is_server_error(int status) {
  return status >= 500 && status != 501 && status != 505;
}

bool refuses(int status) {
  return status / 100 == 4 || status == 501 || status == 505;
}

bool served_or_excused(const Exchange& exchange) {
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

/// The first server error among the answers from `from` up to `to`.
std::optional<Breach> server_error(const Encounter& seen, std::size_t from, std::size_t to,
                                   std::string expected) {
  const auto& answers = seen.answers.whole;
  for (auto i = from; i < std::min(to, answers.size()); ++i) {
    if (!is_server_error(answers[i].status)) continue;
    Breach breach;
    breach.expected = std::move(expected);
    breach.got = words_of(answers[i]);
    breach.answer = static_cast<unsigned>(i);
    breach.raw = refusal_or_service();
    return breach;
  }
  return std::nullopt;
}

std::optional<Breach> error_for_malformed(const Encounter& seen) {
  return server_error(seen, seen.reading.sound.size(), std::string::npos,
                      "a 4xx, 501 or 505 for what is no request, or a closed connection");
}

std::optional<Breach> error_for_sound(const Encounter& seen) {
  return server_error(seen, 0, seen.reading.sound.size(),
                      "no server error for a well-formed request");
}

/// A HEAD that only some servers see would shift what is read of the answers.
bool answers_are_readable(const Encounter& seen) {
  return seen.bytes.find("HEAD") == std::string::npos || seen.bytes.starts_with("HEAD ");
}

bool must_speak_http(const Encounter& seen) {
  const auto at = seen.answers.whole.size();
  const auto sound = seen.reading.sound.size();
  const bool of_the_rest = seen.reading.rest == Rest::nothing || seen.reading.rest_can_be_answered;
  return answers_are_readable(seen) && (at < sound || (at == sound && of_the_rest));
}

std::optional<Breach> no_http(const Encounter& seen) {
  if (!seen.answers.not_http) return std::nullopt;
  Breach breach;
  breach.expected = "an HTTP response, or a closed connection";
  breach.got = quote(*seen.answers.not_http);
  breach.answer = static_cast<unsigned>(seen.answers.whole.size());
  breach.raw = refusal_or_service();
  return breach;
}

std::optional<Breach> hang(const Encounter& seen) {
  if (!seen.timed_out) return std::nullopt;
  Breach breach;
  breach.expected = "an answer or a closed connection";
  breach.got =
      fmt::format("neither within {:.0f} s", std::chrono::duration<double>(seen.took).count());
  breach.answer = static_cast<unsigned>(seen.answers.whole.size());
  breach.raw = refusal_or_service();
  return breach;
}

// ---- whose answer it is -------------------------------------------------------------------------

bool is_good_read(const SoundRequest& request, const std::string& path) {
  return request.method == "GET" && request.target == path + "?offset=-1";
}

/// Statuses by which a server may refuse whoever it likes.
bool turns_away(int status) {
  return status == 401 || status == 403 || status == 407 || status == 408 ||
         status == too_many_requests;
}

std::optional<Breach> foreign_answer(const Encounter& seen, std::size_t at,
                                     const std::string& content, const std::string& stream) {
  const auto& answer = seen.answers.whole[at];
  if (turns_away(answer.status)) return std::nullopt;
  if (answer.status == 200 && answer.body == content) return std::nullopt;
  Breach breach;
  breach.expected = fmt::format(
      "answer {} to be that to the read of {}, status 200 with {}, or a "
      "closed connection",
      at + 1, stream, quote(content));
  breach.got = words_of(answer);
  breach.answer = static_cast<unsigned>(at);
  breach.raw = expecting({"200", "closed"}, literally(content));
  return breach;
}

std::optional<Breach> mixed_answers(const Encounter& seen) {
  const auto& sound = seen.reading.sound;
  const auto& answers = seen.answers.whole;
  for (std::size_t i = 0; i < std::min(sound.size(), answers.size()); ++i) {
    std::optional<Breach> breach;
    if (is_good_read(sound[i], seen.front_path)) {
      breach = foreign_answer(seen, i, seen.front_content, front_stream);
    } else if (is_good_read(sound[i], seen.behind_path)) {
      breach = foreign_answer(seen, i, seen.behind_content, behind_stream);
    }
    if (breach) return breach;
  }
  return std::nullopt;
}

// ---- what became of the streams -----------------------------------------------------------------

/// A read afterwards that must have shown this.
std::optional<Breach> changed(const Exchange& read, const Template& content_template,
                              const std::string& content, std::string stream,
                              std::string expected) {
  const auto& response = read.response;
  const bool readable = response.status == 200 || response.status == 404 || response.status == 410;
  if (!readable || (response.status == 200 && response.body == content)) return std::nullopt;
  Breach breach;
  breach.expected = std::move(expected);
  breach.got = fmt::format("a read of it: {}", words_of(read));
  breach.stream = std::move(stream);
  breach.content = expecting({"200"}, content_template);
  return breach;
}

/// Nothing that follows the letter of RFC 9112 finds a request to the canary in the bytes.
bool spares_canary(const Encounter& seen) {
  const auto& reading = seen.reading;
  if (reading.rest_must_end_connection || reading.rest == Rest::loose ||
      reading.rest == Rest::broken_chunks)
    return false;
  return std::none_of(reading.sound.begin(), reading.sound.end(), [&](const SoundRequest& request) {
    return is_at(request.target, seen.canary_path);
  });
}

std::optional<Breach> body_taken_for_request(const Encounter& seen) {
  return changed(seen.canary, canary_content, canary_content, canary_stream(seen.number),
                 fmt::format("the stream {} as it was: only bytes that are no request name it",
                             canary_stream(seen.number)));
}

bool must_end_at_rest(const Encounter& seen) {
  return seen.reading.rest_must_end_connection &&
         std::none_of(
             seen.reading.sound.begin(), seen.reading.sound.end(),
             [&](const SoundRequest& request) { return is_at(request.target, seen.canary_path); });
}

std::optional<Breach> goes_on_behind_rest(const Encounter& seen) {
  return changed(seen.canary, canary_content, canary_content, canary_stream(seen.number),
                 fmt::format("the stream {} as it was: behind a request with Transfer-Encoding and "
                             "Content-Length, or of HTTP/1.0 with Transfer-Encoding, the "
                             "connection ends (RFC 9112 6.1)",
                             canary_stream(seen.number)));
}

/// The one sound request to the act's own stream, by its place.
std::optional<std::size_t> own_request(const Encounter& seen) {
  const auto& sound = seen.reading.sound;
  const auto found = std::find_if(sound.begin(), sound.end(), [&](const SoundRequest& request) {
    return is_at(request.target, seen.own_path);
  });
  if (found == sound.end()) return std::nullopt;
  return static_cast<std::size_t>(found - sound.begin());
}

std::optional<Breach> own_changed(const Encounter& seen, const Template& content_template,
                                  const std::string& content, std::string expected) {
  return changed(seen.own, content_template, content, own_stream(seen.number), std::move(expected));
}

/// The answer that refuses what would have changed the act's own stream, by its place.
std::optional<std::size_t> refusal(const Encounter& seen) {
  const auto& answers = seen.answers.whole;
  const auto refused_at = [&](std::size_t at) { return refuses(answers[at].status); };
  if (const auto own = own_request(seen)) {
    const bool refused = *own < answers.size() && refused_at(*own);
    return refused ? own : std::nullopt;
  }
  const auto first = seen.reading.sound.size();
  if (seen.reading.rest == Rest::nothing || answers.size() <= first) return std::nullopt;
  for (auto at = first; at < answers.size(); ++at) {
    if (!refused_at(at)) return std::nullopt;
  }
  return first;
}

std::optional<Breach> refused_and_done(const Encounter& seen) {
  const auto at = refusal(seen).value();
  auto breach = own_changed(seen, own_content, own_content,
                            fmt::format("the stream {} as it was: the request was refused with {}",
                                        own_stream(seen.number), seen.answers.whole[at].status));
  if (!breach) return std::nullopt;
  breach->answer = static_cast<unsigned>(at);
  breach->raw = expecting({"4xx", "501", "505"});
  return breach;
}

/// An append whose body never came whole.
bool is_cut_append(const Encounter& seen) {
  const auto& reading = seen.reading;
  return (reading.rest == Rest::unfinished || reading.rest == Rest::broken_chunks) &&
         reading.rest_method == "POST" && is_at(reading.rest_target, seen.own_path);
}

/// An append may be stored while it comes (5.2), so its beginning may be there; nothing else may,
/// and nobody may be told that it is done (RFC 9112 6.3, 8).
std::optional<Breach> cut_append_taken(const Encounter& seen) {
  const auto at = seen.reading.sound.size();
  const auto& answers = seen.answers.whole;
  if (at < answers.size() && answers[at].status / 100 == 2) {
    Breach breach;
    breach.expected = "no success for an append whose body has no end";
    breach.got = words_of(answers[at]);
    breach.answer = static_cast<unsigned>(at);
    breach.raw = expecting({"3xx", "4xx", "5xx", "closed"});
    return breach;
  }
  const auto most = own_content + seen.reading.rest_body;
  const auto& read = seen.own.response.body;
  if (read.starts_with(own_content) && most.starts_with(read)) return std::nullopt;
  return own_changed(seen, own_content, own_content,
                     fmt::format("the stream {} as it was: the body of the append has no end",
                                 own_stream(seen.number)));
}

bool is_acknowledged_append(const Encounter& seen) {
  const auto own = own_request(seen);
  if (!own || *own >= seen.answers.whole.size()) return false;
  const int status = seen.answers.whole[*own].status;
  return seen.reading.sound[*own].method == "POST" && (status == 200 || status == 204);
}

/// The bytes as a template, in which what `{body}` stood for is `{body}` again.
Template as_template(const std::string& bytes, const std::string& held_body) {
  const auto at = held_body.empty() ? std::string::npos : bytes.find(held_body);
  if (at == std::string::npos) return literally(bytes);
  return literally(bytes.substr(0, at)) + "{body}" + literally(bytes.substr(at + held_body.size()));
}

std::optional<Breach> body_misread(const Encounter& seen) {
  const auto at = own_request(seen).value();
  const auto content = own_content + seen.reading.sound[at].body;
  auto breach =
      own_changed(seen, as_template(content, seen.held_body), content,
                  fmt::format("the stream {} to hold {}", own_stream(seen.number), quote(content)));
  if (!breach) return std::nullopt;
  breach->answer = static_cast<unsigned>(at);
  breach->raw = expecting({"200", "204"});
  return breach;
}

// ---- whether others are served ------------------------------------------------------------------

std::optional<Breach> unserved(const Encounter& seen) {
  Breach breach;
  breach.stream = witness_stream;
  if (!served_or_excused(seen.append)) {
    breach.expected = "an append of another client to be served";
    breach.got = words_of(seen.append);
    return breach;
  }
  const auto& read = seen.witness;
  if (read.response.status == too_many_requests || seen.append.response.status / 100 != 2 ||
      (read.response.status == 200 && read.response.body == seen.witness_content)) {
    return std::nullopt;
  }
  breach.expected = fmt::format("a read of another client to show {}", quote(seen.witness_content));
  breach.got = words_of(read);
  return breach;
}

RuleInfo info(const char* id, const char* requirement, const char* title, const char* ruling = "") {
  return {fmt::format("malformed.{}", id), requirement, title, Level::must, ruling};
}

}  // namespace

std::vector<MalformedRule> malformed_rules() {
  return {
      {info("refused-cleanly", "H/refuses-cleanly",
            "Bytes that are no request never provoke a 5xx other than 501 and 505", "R20"),
       [](const Encounter& seen) { return seen.reading.rest != Rest::nothing; },
       error_for_malformed},
      {info("no-server-error", "H/never-5xx",
            "An unusual but well-formed request never provokes a 5xx other than 501 and 505",
            "R20"),
       [](const Encounter& seen) { return !seen.reading.sound.empty(); }, error_for_sound},
      {info("speaks-http", "H/refuses-cleanly", "Whatever is sent, what comes back is HTTP", "R20"),
       must_speak_http, no_http},
      {info("never-hangs", "H/refuses-cleanly",
            "What has come whole is answered, or its connection closed", "R20"),
       [](const Encounter& seen) {
         return seen.listened && (!seen.reading.sound.empty() || seen.reading.rest_can_be_answered);
       },
       hang},
      {info("answers-in-order", "H/pipelined-in-order",
            "Each request on a connection gets its own answer, whatever else is sent there"),
       [](const Encounter& seen) {
         return !seen.reading.sound.empty() && answers_are_readable(seen);
       },
       mixed_answers},
      {info("body-is-no-request", "H/body-is-no-request",
            "What the framing makes a body, or cuts off, is never executed as a request"),
       spares_canary, body_taken_for_request},
      {info("ends-behind-both-lengths", "H/body-is-no-request",
            "Behind a request with Transfer-Encoding and Content-Length the connection is closed, "
            "and nothing there is taken for a request (RFC 9112 6.1)"),
       must_end_at_rest, goes_on_behind_rest},
      {info("refused-no-effect", "H/refused-no-effect",
            "A malformed or unusual request that is refused changes nothing"),
       [](const Encounter& seen) { return answers_are_readable(seen) && refusal(seen); },
       refused_and_done},
      {info("cut-append", "H/body-framing",
            "An append whose body never came whole is not acknowledged, and adds nothing else"),
       is_cut_append, cut_append_taken},
      {info("body-framed", "H/body-framing",
            "What is stored of an append is its body, without anything of its framing"),
       is_acknowledged_append, body_misread},
      {info("others-served", "H/refuses-cleanly",
            "Whatever is sent on one connection, others are served", "R20"),
       [](const Encounter&) { return true; }, unserved},
  };
}

}  // namespace conform::malformed
