#include "harness/run/probe.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/http/url.hpp"
#include "harness/judge/quote.hpp"
#include "harness/run/recording.hpp"
#include "harness/run/request_builder.hpp"

namespace conform {
namespace {

using http::Headers;

constexpr std::string_view content = "probe";

bool is_success(const Exchange& exchange) {
  return exchange.response.status / 100 == 2;
}

bool is_refusal(int status) {
  return status == 405 || status == 501;
}

std::string answered(const Exchange& exchange) {
  return exchange.answered()
             ? fmt::format("{} answered {}", exchange.request.method, exchange.response.status)
             : exchange.problem;
}

class Probe {
 public:
  Probe(Transport& transport, const Target& target, std::string word, Duration time_limit)
      : transport_(transport), target_(target), word_(std::move(word)), time_limit_(time_limit) {}

  Expected<Findings, std::string> run();

 private:
  using Sign = std::pair<bool, std::string>;

  Exchange ask(std::string method, std::string url, Headers headers = {}, std::string body = {});
  Exchange create(const std::string& name, Headers headers = {}, std::string body = {});
  [[nodiscard]] std::string url(const std::string& name) const;
  void found(std::string name, Sign sign);

  std::optional<std::string> why_unusable(const Exchange& first) const;
  Sign append();
  Sign remove();
  Sign close();
  Sign json();
  Sign long_poll();
  Sign sse();
  Sign accepts_on_create(const std::string& name, const std::string& header, std::string value);
  Sign producers();
  Sign forks();
  Sign subscriptions();
  [[nodiscard]] Sign retention() const;
  [[nodiscard]] Sign raw() const;
  static Sign http2(const Exchange& first);

  Transport& transport_;
  const Target& target_;
  std::string word_;
  Duration time_limit_;
  Findings findings_;
};

std::string Probe::url(const std::string& name) const {
  return target_.stream_url(word_ + "-" + name);
}

Exchange Probe::ask(std::string method, std::string url, Headers headers, std::string body) {
  Exchange exchange;
  exchange.request = {std::move(method), std::move(url), std::move(headers), std::move(body)};
  Transmission transmission{.request = exchange.request, .time_limit = time_limit_};
  Recording recording(transport_, std::move(exchange));
  // A live read may stay open for as long as the server likes: its head is sign enough.
  recording.start(with_credentials(std::move(transmission), target_), [] {});
  const auto shown = [&] {
    return recording.ended() ||
           (recording.exchange().answered() && !recording.exchange().events.empty());
  };
  while (!shown() && transport_.run_once()) {
  }
  recording.hang_up();
  return recording.release();
}

Exchange Probe::create(const std::string& name, Headers headers, std::string body) {
  if (!headers.contains("Content-Type")) headers.add("Content-Type", "text/plain");
  auto exchange = ask("PUT", url(name), std::move(headers), std::move(body));
  if (is_success(exchange)) findings_.created.push_back(exchange.request.target);
  return exchange;
}

void Probe::found(std::string name, Sign sign) {
  findings_.capabilities.push_back({std::move(name), sign.first, std::move(sign.second)});
}

std::optional<std::string> Probe::why_unusable(const Exchange& first) const {
  const std::string where = target_.text();
  const int status = first.response.status;
  if (!first.answered() || first.outcome != Outcome::complete) {
    return fmt::format("no use of {}: {}", where,
                       first.problem.empty() ? "it did not answer" : first.problem);
  }
  if (status / 100 == 2) return std::nullopt;
  if (status / 100 == 3) {
    const auto location = first.response.headers.find("Location");
    return fmt::format("{} redirects (status {}) to {}: give that URL as the target", where, status,
                       location ? quote(*location) : "nowhere");
  }
  if (status == 401 || status == 403) {
    return fmt::format(
        "{} refuses to create a stream (status {}): give what it asks for with "
        "-H 'Authorization: …'",
        where, status);
  }
  return fmt::format(
      "{} cannot create a stream: PUT {} answered {} {}; is this the URL under which "
      "streams lie?",
      where, first.request.target, status, quote(first.response.body.substr(0, 200)));
}

Expected<Findings, std::string> Probe::run() {
  const auto first = create("first", {}, std::string(content));
  if (const auto reason = why_unusable(first)) return unexpected(*reason);
  const Sign appends = append();
  found("append", appends);
  found("delete", remove());
  found("close", close());
  found("json", json());
  found("long-poll", long_poll());
  found("sse", sse());
  found("ttl", accepts_on_create("ttl", "Stream-TTL", "600"));
  found("expires-at", accepts_on_create("expires-at", "Stream-Expires-At", "2099-01-01T00:00:00Z"));
  found("stream-seq", appends);
  found("producers", producers());
  found("forks", forks());
  found("subscriptions", subscriptions());
  found("retention", retention());
  found("raw", raw());
  found("http2", http2(first));
  return std::move(findings_);
}

Probe::Sign Probe::append() {
  const auto exchange = ask("POST", url("first"), {{"Content-Type", "text/plain"}}, "x");
  return {!is_refusal(exchange.response.status), answered(exchange)};
}

Probe::Sign Probe::remove() {
  create("delete");
  const auto exchange = ask("DELETE", url("delete"));
  return {!is_refusal(exchange.response.status), answered(exchange)};
}

Probe::Sign Probe::close() {
  create("close");
  auto exchange = ask("POST", url("close"), {{"Stream-Closed", "true"}});
  if (!is_success(exchange)) {
    // A close needs no type; one that is refused for lack of it is a close all the same.
    exchange =
        ask("POST", url("close"), {{"Stream-Closed", "true"}, {"Content-Type", "text/plain"}});
  }
  if (is_refusal(exchange.response.status)) return {false, answered(exchange)};
  if (is_success(exchange)) return {true, answered(exchange)};
  const auto after = ask("HEAD", url("close"));
  const bool known = exchange.response.headers.contains("Stream-Closed") ||
                     after.response.headers.contains("Stream-Closed");
  return {known, known ? "Stream-Closed is sent"
                       : answered(exchange) + " to a close, and no Stream-Closed is sent"};
}

Probe::Sign Probe::json() {
  const auto exchange = create("json", {{"Content-Type", "application/json"}}, "[1]");
  return {is_success(exchange), answered(exchange) + " for application/json"};
}

Probe::Sign Probe::long_poll() {
  const auto exchange = ask("GET", with_query(url("first"), "offset=-1&live=long-poll"));
  // Silence is no refusal: the scenarios will say what it is.
  if (!exchange.answered()) return {true, "live=long-poll is waited for"};
  return {is_success(exchange), answered(exchange) + " for live=long-poll"};
}

Probe::Sign Probe::sse() {
  const auto exchange = ask("GET", with_query(url("first"), "offset=-1&live=sse"));
  if (!is_success(exchange)) return {false, answered(exchange) + " for live=sse"};
  // The bare content says that `live` is not known. A wrong media type on real events does not.
  const bool ignored = exchange.events.empty() && exchange.response.body.starts_with(content) &&
                       exchange.response.body.find("event:") == std::string::npos;
  return {!ignored, ignored ? "live=sse is answered like a plain read" : "events are sent"};
}

Probe::Sign Probe::accepts_on_create(const std::string& name, const std::string& header,
                                     std::string value) {
  const auto exchange = create(name, {{header, std::move(value)}});
  return {is_success(exchange), fmt::format("{} with {}", answered(exchange), header)};
}

Probe::Sign Probe::producers() {
  create("producers");
  const Headers headers{{"Content-Type", "text/plain"},
                        {"Producer-Id", "probe"},
                        {"Producer-Epoch", "0"},
                        {"Producer-Seq", "0"}};
  const auto exchange = ask("POST", url("producers"), headers, "x");
  if (exchange.response.status != 204 || exchange.response.headers.contains("Producer-Epoch")) {
    return {is_success(exchange), answered(exchange) + " with producer headers"};
  }
  ask("POST", url("producers"), headers, "x");
  const auto content_now = ask("GET", url("producers"));
  const bool doubled = content_now.response.body == "xx";
  return {!doubled, doubled ? "producer headers are ignored: a repeated request was appended twice"
                            : "a repeated request was appended once"};
}

Probe::Sign Probe::forks() {
  const auto exchange =
      create("fork", {{"Stream-Forked-From", target_.stream_path(word_ + "-first")}});
  if (!is_success(exchange)) return {false, answered(exchange) + " with Stream-Forked-From"};
  const auto content_now = ask("GET", url("fork"));
  if (content_now.response.status != 200 || !content_now.response.body.empty()) {
    return {true, "a fork has its source's data"};
  }
  // An empty fork may be a mistake in forking; whoever looks for the source knows of forks.
  const auto orphan =
      create("orphan", {{"Stream-Forked-From", target_.stream_path(word_ + "-nowhere")}});
  const bool ignored = is_success(orphan);
  return {!ignored, ignored ? "Stream-Forked-From is ignored: a fork of nothing is made"
                            : answered(orphan) + " to a fork of nothing"};
}

Probe::Sign Probe::subscriptions() {
  const auto exchange = ask("GET", target_.root() + "/__ds/jwks.json");
  return {exchange.response.status == 200, answered(exchange) + " for the key set under __ds"};
}

Probe::Sign Probe::retention() const {
  if (target_.retention_hook.empty()) {
    return {false, "no --retention-hook that makes the server drop old data"};
  }
  return {true, "--retention-hook makes the server drop old data"};
}

Probe::Sign Probe::http2(const Exchange& first) {
  const bool spoken = first.http_version.starts_with('2');
  return {spoken, spoken ? "HTTP/2 is spoken" : "HTTP/2 is not spoken in this run"};
}

Probe::Sign Probe::raw() const {
  const auto reason = transport_.raw_unavailable();
  return {!reason, reason.value_or("a bare connection can be opened")};
}

}  // namespace

Expected<Findings, std::string> probe(Transport& transport, const Target& target,
                                      const std::string& word, Duration time_limit) {
  return Probe(transport, target, word, time_limit).run();
}

}  // namespace conform
