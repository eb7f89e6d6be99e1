#include "harness/run/probe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "harness/judge/quote.hpp"
#include "harness/run/live_probe.hpp"
#include "harness/run/lost_connections.hpp"
#include "harness/run/probe_context.hpp"
#include "harness/run/reachability.hpp"
#include "harness/run/subscription_probe.hpp"
#include "harness/run/write_probe.hpp"
#include "harness/scenario/capability.hpp"

namespace conform {
namespace {

constexpr std::string_view content = "probe";

class Probe {
 public:
  Probe(Transport& transport, const Target& target, const ProbeOptions& options)
      : context_(transport, target, options),
        live_(context_, "first", std::string(content)),
        write_(context_, "first", std::string(content)),
        subscriptions_(context_) {}

  Expected<Findings, std::string> run();

 private:
  [[nodiscard]] std::optional<std::string> why_unusable(const Exchange& first) const;
  void probe_missing_stream();
  [[nodiscard]] std::optional<std::string> why_no_such_server() const;
  [[nodiscard]] std::optional<ProbeDeath> find_death();
  [[nodiscard]] std::vector<std::string> capabilities_behind(const std::vector<Exchange>& lost);
  [[nodiscard]] Findings only_death(ProbeDeath death);
  void note_own_settings(const Exchange& first);
  void settle_dependent();
  [[nodiscard]] std::vector<Capability> capabilities() const;
  [[nodiscard]] Findings found_so_far();

  ProbeContext context_;
  LiveProbe live_;
  WriteProbe write_;
  SubscriptionProbe subscriptions_;
  std::size_t missing_accepted_ = 0;
  std::string answers_;  ///< the response to a request for a stream that was never created
};

std::optional<std::string> Probe::why_unusable(const Exchange& first) const {
  const std::string where = context_.target().text();
  const int status = first.response.status;
  if (!first.answered() || first.outcome != Outcome::complete) {
    return fmt::format("cannot test {}: {}", where,
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
  if (status == 408 || status == 429 || status == 503) {
    return fmt::format("{} is busy: PUT {} was answered {} every time", where, first.request.target,
                       status);
  }
  if (status == 405 || status == 501) {
    return fmt::format(
        "{} does not create streams (PUT {} was answered {}), so nothing can be tested", where,
        first.request.target, status);
  }
  return fmt::format(
      "{} cannot create a stream: PUT {} was answered {} {}; is this the URL below which "
      "the server has its streams?",
      where, first.request.target, status, quote(first.response.body.substr(0, 200)));
}

/// Whether a server distinguishes a stream that was never created.
void Probe::probe_missing_stream() {
  for (const char* method : {"GET", "POST", "DELETE"}) {
    const bool has_body = method == std::string_view("POST");
    context_.send({method, context_.url("never-made"),
                   has_body ? http::Headers{{"Content-Type", "text/plain"}} : http::Headers{},
                   has_body ? std::string(content) : std::string()},
                  [this](const Exchange& exchange) {
                    if (is_accepted(exchange)) {
                      ++missing_accepted_;
                      context_.findings().created.push_back(exchange.request.target);
                    }
                    answers_ +=
                        fmt::format("{}{}", answers_.empty() ? "" : ", ", answered(exchange));
                  });
  }
}

std::optional<std::string> Probe::why_no_such_server() const {
  const bool shows_content = live_.plain().response.body.find(content) != std::string::npos;
  if (missing_accepted_ < 3 || shows_content) return std::nullopt;
  return fmt::format(
      "{} does not look like a Durable Streams server: it does not show what a stream was made "
      "with, and accepts everything, also for a stream that was never made ({})",
      context_.target().text(), answers_);
}

std::optional<ProbeDeath> Probe::find_death() {
  const auto& client = context_.client();
  if (client.lost().empty() && !client.was_refused()) return std::nullopt;
  Reachability reachability(context_.transport(), context_.target(), context_.url("first"));
  std::optional<std::string> problem;
  reachability.start([&](std::optional<std::string> why) { problem = std::move(why); });
  const auto& should_stop = context_.options().should_stop;
  while (reachability.under_way() && !(should_stop && should_stop()) &&
         context_.transport().run_once()) {
  }
  if (!problem) return std::nullopt;
  auto lost = client.lost();
  // With one request at a time, everything after the first loss found the server already down.
  if (context_.options().one_by_one && lost.size() > 1) lost.resize(1);
  auto suspected = capabilities_behind(lost);
  auto creations =
      lost.empty() ? std::deque<Exchange>() : context_.creation_of(lost.back().request.target);
  return ProbeDeath{*std::move(problem), std::move(lost), std::move(suspected),
                    std::move(creations)};
}

std::vector<std::string> Probe::capabilities_behind(const std::vector<Exchange>& lost) {
  std::vector<std::string> capabilities;
  for (const auto& one : context_.findings().dropped) {
    const auto& probed = one.exchanges.back().request;
    const bool is_lost = std::any_of(lost.begin(), lost.end(), [&](const Exchange& exchange) {
      const auto& request = exchange.request;
      return request.method == probed.method && request.target == probed.target &&
             request.headers == probed.headers;
    });
    if (is_lost) capabilities.push_back(one.capability);
  }
  return capabilities;
}

Findings Probe::only_death(ProbeDeath death) {
  Findings findings;
  findings.created = std::move(context_.findings().created);
  findings.death = std::move(death);
  return findings;
}

/// Things that depend on how conform was invoked.
void Probe::note_own_settings(const Exchange& first) {
  const bool has_hook = !context_.target().retention_hook.empty();
  context_.found("retention", has_hook ? Presence::there : Presence::absent,
                 has_hook ? "--retention-hook makes the server drop old data"
                          : "--retention-hook is not given");
  const auto no_raw = context_.transport().raw_unavailable();
  context_.found("raw", no_raw ? Presence::absent : Presence::there,
                 no_raw.value_or("raw connections work"));
  const bool http2 = first.http_version.starts_with('2');
  context_.found("http2", http2 ? Presence::there : Presence::absent,
                 http2 ? "this run uses HTTP/2" : "--http2 is not given");
  for (const char* name : {"retention", "raw", "http2"}) {
    static_cast<void>(context_.is_wanted(name));
  }
}

void Probe::settle_dependent() {
  const Sign forks = context_.sign_of("forks");
  if (forks.presence != Presence::there && context_.is_wanted("fork-sub-offset")) {
    context_.found("fork-sub-offset", forks.presence, "needs forks");
    std::erase_if(context_.findings().ignored,
                  [](const ProbeEvidence& seen) { return seen.capability == "fork-sub-offset"; });
  }
  subscriptions_.finish();
}

std::vector<Capability> Probe::capabilities() const {
  std::vector<Capability> all;
  for (const auto name : known_capabilities()) {
    const Sign sign = context_.sign_of(std::string(name));
    all.push_back(
        {std::string(name), sign.presence, sign.how.empty() ? "the server did not say" : sign.how});
  }
  return all;
}

Expected<Findings, std::string> Probe::run() {
  context_.client().stop_when(context_.options().should_stop);
  Exchange first;
  context_.create("first", {}, std::string(content),
                  [&](const Exchange& exchange) { first = exchange; });
  context_.client().run();
  if (context_.client().stopped()) return found_so_far();
  // A server that was never up is not reported as having died.
  const bool was_there = !is_connection_refused(first) || !context_.client().lost().empty();
  if (auto death = was_there ? find_death() : std::nullopt) {
    return only_death(*std::move(death));
  }
  if (const auto reason = why_unusable(first)) return unexpected(*reason);
  live_.begin();
  write_.begin();
  subscriptions_.begin();
  probe_missing_stream();
  context_.client().run();
  if (context_.client().stopped()) return found_so_far();
  if (auto death = find_death()) return only_death(*std::move(death));
  if (const auto reason = why_no_such_server()) return unexpected(*reason);
  note_own_settings(first);
  settle_dependent();
  return found_so_far();
}

Findings Probe::found_so_far() {
  context_.findings().capabilities = capabilities();
  return std::move(context_.findings());
}

}  // namespace

Expected<Findings, std::string> probe(Transport& transport, const Target& target,
                                      const ProbeOptions& options) {
  return Probe(transport, target, options).run();
}

std::string to_string(const ProbeDeath& death, const Target& target) {
  std::vector<std::string> requests;
  for (const auto& exchange : death.under_way) requests.push_back(request_line(exchange));
  if (requests.empty()) requests.emplace_back("what it was asked first");
  return fmt::format("{} took no connections any more ({}) after {}", target.text(), death.problem,
                     fmt::join(requests, ", "));
}

}  // namespace conform
