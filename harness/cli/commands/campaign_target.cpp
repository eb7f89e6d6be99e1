#include "harness/cli/commands/campaign_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "fixtures/defects/defect.hpp"
#include "harness/cli/commands/single_request.hpp"
#include "harness/run/cleaner.hpp"
#include "harness/run/probe.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/run/refusal.hpp"
#include "harness/run/server_deaths.hpp"
#include "harness/scenario/duration.hpp"
#include "harness/transport/curl_transport.hpp"

namespace conform {

using namespace std::chrono_literals;

namespace {

constexpr int too_many_requests = 429;
constexpr int unavailable = 503;
constexpr auto longest_pause = 5s;
constexpr auto longest_interval = 1s;
constexpr auto first_interval = 20ms;
constexpr auto slice = 50ms;
constexpr std::chrono::milliseconds longest_probe = 60s;
constexpr auto longest_removal = 5s;

void remove(Transport& transport, const Target& target, std::vector<std::string> created,
            const std::function<bool()>& should_stop) {
  Cleaner cleaner(transport, target, [](Exchange&) {}, [](Exchange&) {});
  cleaner.remove(std::move(created));
  const Instant latest = transport.now() + longest_removal;
  TimerId timer = 0;
  const std::function<void()> wake = [&] { timer = transport.at(transport.now() + slice, wake); };
  wake();
  while (!cleaner.idle() && !should_stop() && transport.now() < latest && transport.run_once()) {
  }
  transport.cancel_timer(timer);
}

ServerDeaths::Death death_of(ProbeDeath seen, bool one_by_one,
                             const std::optional<ServerControl>& server) {
  const auto ended = server ? server->ended() : std::nullopt;
  for (auto& exchange : seen.under_way) exchange.scenario = "the probe";
  const bool alone = one_by_one && !seen.under_way.empty();
  return {ended ? fmt::format("it ended ({})", *ended)
                : fmt::format("it no longer accepts connections ({})", seen.problem),
          std::move(seen.under_way), alone, std::move(seen.creations)};
}

/// nullopt if it was restarted, by us or, within a few seconds, by somebody else.
std::optional<std::string> why_unreachable(const Connection& connection, CampaignClock& clock,
                                           const std::optional<ServerControl>& server) {
  if (!server) {
    if (comes_back(connection, [&] { return clock.is_over(); })) return std::nullopt;
    return "the server is gone: it no longer accepts connections";
  }
  const auto again = server->start_again();
  return again ? std::nullopt : std::optional(again.error());
}

}  // namespace

Pace::Pace(double per_second, std::function<bool()> should_stop)
    : should_stop_(std::move(should_stop)) {
  if (per_second <= 0) return;
  interval_ =
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / per_second));
}

void Pace::wait() {
  while (Clock::now() < next_ && !(should_stop_ && should_stop_())) {
    std::this_thread::sleep_until(std::min(next_, Clock::now() + slice));
  }
  next_ = std::max(next_, Clock::now()) + interval_ + extra_;
}

void Pace::adapt_to(const http::Response& response) {
  if (response.status != too_many_requests && response.status != unavailable) {
    extra_ -= extra_ / 10;
    if (extra_ < 1ms) extra_ = {};
    return;
  }
  extra_ = std::clamp<Clock::duration>(2 * extra_, first_interval, longest_interval);
  const auto requested = retry_after(response.headers, std::chrono::system_clock::now());
  const auto pause = std::min<Clock::duration>(requested.value_or(0s), longest_pause);
  next_ = std::max(next_, Clock::now() + std::max<Clock::duration>(pause, extra_));
}

bool comes_back(const Connection& connection, const std::function<bool()>& should_stop) {
  constexpr auto time_limit = 3s;
  CurlTransport transport(connection.curl);
  const auto latest = std::chrono::steady_clock::now() + time_limit;
  while (std::chrono::steady_clock::now() < latest && !should_stop()) {
    const auto answer = ask(transport, connection.target, {"GET", "conform-ready", "", 1s});
    if (answer.answered()) return true;
    std::this_thread::sleep_for(slice);
  }
  return false;
}

unsigned suitable_client_count(const Connection& connection, const std::string& word) {
  constexpr auto remote_latency = 5ms;
  CurlTransport transport(connection.curl);
  auto fastest = Duration::max();
  for (int i = 0; i < 3; ++i) {
    const auto answer = ask(transport, connection.target, {"HEAD", word + "-ready", "", 1s});
    fastest = std::min(fastest, answer.elapsed());
  }
  return fastest < remote_latency ? 4 : 8;
}

bool CampaignClock::is_over() {
  const auto rest = left();
  return stop_.arrived() || (rest && *rest <= 0ms);
}

std::optional<std::chrono::milliseconds> CampaignClock::left() const {
  if (!time_) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      *time_ - (std::chrono::steady_clock::now() - began_));
}

std::optional<std::chrono::seconds> CampaignClock::seconds_left() const {
  const auto rest = left();
  if (!rest) return std::nullopt;
  return std::max(std::chrono::ceil<std::chrono::seconds>(*rest), 1s);
}

Expected<InitialProbe, std::string> probe_server(const Connection& connection,
                                                 const std::string& word, Duration limit,
                                                 CampaignClock& clock,
                                                 const std::optional<ServerControl>& server) {
  CurlTransport transport(connection.curl);
  const auto share = clock.left().value_or(longest_probe) / 3;
  const auto latest = std::chrono::steady_clock::now() + share;
  bool is_cut = false;
  ProbeOptions options{.word = word + "-probe", .time_limit = limit, .lacks = {}};
  options.should_stop = [&] {
    is_cut = is_cut || clock.is_interrupted() || std::chrono::steady_clock::now() >= latest;
    return is_cut;
  };
  ServerDeaths deaths;
  while (true) {
    auto findings = probe(transport, connection.target, options);
    if (clock.is_interrupted()) {
      return unexpected(std::string("interrupted before anything was sent"));
    }
    if (!findings) return unexpected(findings.error());
    InitialProbe initial{std::move(findings->capabilities), deaths.result(), std::nullopt};
    if (is_cut) return initial;
    if (!findings->death) {
      remove(transport, connection.target, std::move(findings->created),
             [&] { return clock.is_interrupted(); });
      return initial;
    }
    deaths.add(death_of(*std::move(findings->death), options.one_by_one, server));
    initial = {{}, deaths.result(), why_unreachable(connection, clock, server)};
    if (initial.unreachable || options.one_by_one) return initial;
    options.one_by_one = true;
    // The server may have stored what was created before.
    options.word += "-again";
  }
}

ServerControl control_of(ManagedServer& server, CampaignClock& clock) {
  return {.ended = [&server] { return server.ended(); },
          .start_again = [&server, &clock]() -> Expected<void, std::string> {
            const auto again = server.restart([&clock] { return clock.is_over(); });
            return again ? Expected<void, std::string>() : unexpected(again.error().why);
          }};
}

bool is_answering(const Connection& connection) {
  CurlTransport transport(connection.curl);
  return ask(transport, connection.target, {"GET", "conform-ready", "", 1s}).answered();
}

Expected<server::Rules, std::string> rules_with(const std::vector<std::string>& defects) {
  auto rules = repeatable_rules();
  const auto all = defects::catalogue();
  for (const auto& id : defects) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
    if (found == all.end()) {
      return unexpected(fmt::format("unknown defect '{}'; 'conform defects' lists them", id));
    }
    found->patch(rules);
  }
  return rules;
}

Expected<std::optional<std::chrono::seconds>, std::string> time_of(const Settings& settings) {
  if (!settings.time && !settings.runs) return std::optional(60s);
  if (!settings.time) return std::optional<std::chrono::seconds>();
  const auto time = parse_duration(*settings.time);
  if (!time) return unexpected("--time: " + time.error());
  if (*time < 1s) return unexpected(std::string("--time must be at least 1s"));
  return std::optional(std::chrono::duration_cast<std::chrono::seconds>(*time));
}

}  // namespace conform
