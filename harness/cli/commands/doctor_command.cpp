#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>
#include <optional>

#include "fixtures/server/background_server.hpp"
#include "harness/cli/commands/commands.hpp"
#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/managed_server.hpp"
#include "harness/cli/commands/single_request.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/options/profile.hpp"
#include "harness/cli/output.hpp"
#include "harness/http/http_date.hpp"
#include "harness/http/url.hpp"
#include "harness/run/cleaner.hpp"
#include "harness/run/probe.hpp"
#include "harness/scenario/duration.hpp"
#include "harness/scenario/toml_writer.hpp"
#include "harness/scenario/word_wrap.hpp"
#include "harness/transport/curl_transport.hpp"
#include "harness/transport/stop_signals.hpp"
#include "reports/text/clean.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

void say(std::string_view topic, const std::string& words) {
  print_out("{}", reports::without_commands(word_wrap(words, fmt::format("{:<16}", topic))));
}

/// Probes a server and reports what a run can expect.
class Doctor {
 public:
  Doctor(const Connection& connection, const Settings& settings, Duration limit)
      : connection_(connection),
        target_(connection.target),
        settings_(settings),
        limit_(limit),
        transport_(connection.curl) {
    transport_.on_interrupt([this] { is_interrupted_ = true; });
  }

  /// Whether it can be tested.
  bool examine();

 private:
  bool reach();
  void report_tls() const;
  void report_clock(const Exchange& answer) const;
  void report_capabilities() const;
  void report_long_poll();
  void report_webhooks() const;
  void propose_profile() const;
  void clean_up(Transport& transport);
  [[nodiscard]] std::function<bool()> stops() const {
    return [this] { return is_interrupted_; };
  }
  [[nodiscard]] bool has(std::string_view capability) const;
  [[nodiscard]] Presence presence_of(std::string_view capability) const;

  const Connection& connection_;
  Target target_;
  const Settings& settings_;
  Duration limit_;
  CurlTransport transport_;
  bool is_interrupted_ = false;
  Findings findings_;
};

bool Doctor::examine() {
  say("target", target_.text());
  if (!reach()) return false;
  auto findings = probe(transport_, target_,
                        {.word = fmt::format("conform-{}-doctor", new_run_id()),
                         .time_limit = limit_,
                         .should_stop = stops()});
  if (!findings) {
    say("usable", "no: " + findings.error());
    return false;
  }
  findings_ = *std::move(findings);
  if (is_interrupted_) {
    say("usable", "unknown: interrupted");
    // The probe may have left requests of its own on the other.
    CurlTransport transport(connection_.curl);
    clean_up(transport);
    return false;
  }
  if (findings_.death) {
    say("usable", "no: " + to_string(*findings_.death, target_));
    return false;
  }
  say("usable", "yes: a stream can be created");
  report_capabilities();
  report_long_poll();
  report_webhooks();
  clean_up(transport_);
  if (is_interrupted_) return false;
  propose_profile();
  return true;
}

bool Doctor::reach() {
  const Instant began = transport_.now();
  const auto answer = ask(transport_, target_, {"GET", "conform-doctor", "", limit_}, stops());
  if (is_interrupted_) {
    say("reachable", "unknown: interrupted");
    return false;
  }
  if (!answer.answered()) {
    say("reachable", "no: " + answer.problem);
    return false;
  }
  const auto took = std::chrono::ceil<std::chrono::milliseconds>(transport_.now() - began);
  say("reachable", fmt::format("yes: GET of a missing stream was answered with {} in {} ms",
                               answer.response.status, took.count()));
  say("HTTP",
      answer.http_version + (settings_.http2.value_or(false) ? "" : "; use --http2 for HTTP/2"));
  report_tls();
  report_clock(answer);
  return true;
}

void Doctor::report_tls() const {
  if (!target_.root().starts_with("https")) {
    say("TLS", "none");
  } else if (settings_.insecure.value_or(false)) {
    say("TLS", "the certificate is not verified (--insecure)");
  } else {
    say("TLS", "the certificate is trusted");
  }
}

void Doctor::report_clock(const Exchange& answer) const {
  const auto date = answer.response.headers.find("Date");
  const auto time = http::parse_http_date(date.value_or(""));
  if (!time) {
    say("clock", "unknown: no valid Date header");
    return;
  }
  // The header has a resolution of one second and includes the network delay.
  const auto ahead = std::chrono::round<std::chrono::seconds>(*time - transport_.now()).count();
  if (std::abs(ahead) <= 2) {
    say("clock", "same as this machine's");
  } else {
    say("clock", fmt::format("{} s {} this machine's: tests of Stream-Expires-At that fail are "
                             "inconclusive",
                             std::abs(ahead), ahead > 0 ? "ahead of" : "behind"));
  }
}

void Doctor::report_capabilities() const {
  for (const auto& [name, presence, how] : findings_.capabilities) {
    const std::string_view word = presence == Presence::there     ? "yes"
                                  : presence == Presence::unknown ? "unknown"
                                                                  : "no";
    say(name, fmt::format("{}: {}", word, how));
  }
  for (const auto& ignored : findings_.ignored) {
    say("warning",
        fmt::format("{} is silently ignored: a client that relies on it loses or duplicates "
                    "data",
                    ignored.capability));
  }
  for (const auto& dropped : findings_.dropped) {
    say("warning", fmt::format("a request for {} drops the connection", dropped.what));
  }
  for (const auto& name : settings_.lacks) {
    if (has(name)) say("note", fmt::format("'lacks' contains {}, but the server has it", name));
  }
}

bool Doctor::has(std::string_view capability) const {
  return presence_of(capability) == Presence::there;
}

Presence Doctor::presence_of(std::string_view capability) const {
  for (const auto& one : findings_.capabilities) {
    if (one.name == capability) return one.presence;
  }
  return Presence::unknown;
}

void Doctor::report_long_poll() {
  if (!has("long-poll") || findings_.created.empty()) return;
  const auto& stream = findings_.created.front();
  const auto head = ask(transport_, target_, {"HEAD", stream, "", limit_}, stops());
  const auto tail = head.response.headers.find("Stream-Next-Offset");
  if (!tail) return;
  const Instant began = transport_.now();
  const auto query = "offset=" + http::percent_encode(*tail) + "&live=long-poll";
  const auto answer = ask(transport_, target_, {"GET", stream, query, limit_}, stops());
  if (is_interrupted_) return;
  if (!answer.answered()) {
    say("long-poll", fmt::format("its timeout is longer than {}: if you can set a "
                                 "shorter one, more can be tested",
                                 to_string(limit_)));
    return;
  }
  const Duration took = transport_.now() - began;
  say("long-poll", fmt::format("timeout: {} after {:.1f} s without data", answer.response.status,
                               in_seconds(took)));
}

void Doctor::report_webhooks() const {
  if (presence_of("webhooks") != Presence::unknown) return;
  const auto host = http::parse_url(target_.stream_url("x")).value().host;
  const bool is_here = host == "localhost" || host == "::1" || host.starts_with("127.");
  say("webhooks", is_here
                      ? "are sent to 127.0.0.1: a server in a container does not reach "
                        "this machine there"
                      : "are sent to 127.0.0.1: subscriptions can only be tested from the machine "
                        "that runs the server");
}

void Doctor::clean_up(Transport& transport) {
  Cleaner cleaner(transport, target_, [](Exchange&) {}, [](Exchange&) {});
  cleaner.remove(std::move(findings_.created));
  bool is_over = false;
  const auto timer = transport.at(transport.now() + limit_, [&] { is_over = true; });
  while (!cleaner.idle() && !is_over && transport.run_once()) {
  }
  transport.cancel_timer(timer);
}

void Doctor::propose_profile() const {
  std::vector<std::string> required;
  for (const auto& capability : findings_.capabilities) {
    // Depends on how conform is invoked, not on the server.
    const bool is_ours =
        capability.name == "retention" || capability.name == "raw" || capability.name == "http2";
    if (capability.present() && !is_ours) required.push_back(toml_string(capability.name));
  }
  print_out("\nIn conform.toml:\n\n");
  if (settings_.target) print_out("target = {}\n", toml_string(*settings_.target));
  if (settings_.server) print_out("server = {}\n", toml_string(*settings_.server));
  if (settings_.cacert) print_out("cacert = {}\n", toml_string(*settings_.cacert));
  if (settings_.insecure.value_or(false)) print_out("insecure = true\n");
  if (settings_.http2.value_or(false)) print_out("http2 = true\n");
  print_out("{}", word_wrap(fmt::format("{}]", fmt::join(required, ", ")), "require = ["));
  std::vector<std::string> lacking;
  for (const auto& name : settings_.lacks) {
    if (!has(name)) lacking.push_back(toml_string(name));
  }
  if (lacking.empty()) return;
  print_out("{}", word_wrap(fmt::format("{}]", fmt::join(lacking, ", ")), "lacks   = ["));
}

int examine(const std::string& url, const Settings& given, const Settings& reached,
            const http::Headers& credentials) {
  const auto connection = connection_to(url, reached, credentials);
  if (!connection) return fail(exit_status::usage, connection.error());
  const auto limit = time_limit_of(given);
  if (!limit) return fail(exit_status::usage, limit.error());
  const bool usable = Doctor(*connection, given, *limit).examine();
  return usable ? exit_status::conformant : exit_status::not_judged;
}

int doctor_command(const Settings& flags) {
  note_stop_signals();
  const auto profiled = with_profile(flags);
  if (!profiled) return fail(exit_status::usage, profiled.error());
  const Settings& settings = *profiled;
  if (const auto problem = capability_problem(settings)) return fail(exit_status::usage, *problem);
  const auto credentials = credentials_of(settings);
  if (!credentials) return fail(exit_status::usage, credentials.error());
  if (settings.server) {
    const auto server = ManagedServer::start(settings, *credentials);
    if (!server) return fail(server.error().status, server.error().why);
    return examine(*server->settings().target, settings, server->settings(), *credentials);
  }
  if (settings.target) return examine(*settings.target, settings, settings, *credentials);
  const server::BackgroundServer server;
  return examine(server.url(), settings, settings, *credentials);
}

}  // namespace

Command add_doctor(CLI::App& program) {
  return add_command(program, "doctor", "Check that a server can be tested", doctor_command);
}

}  // namespace conform
