#include "harness/cli/campaign_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "fixtures/defects/defect.hpp"
#include "harness/run/cleaner.hpp"
#include "harness/run/probe.hpp"
#include "harness/run/reference_target.hpp"
#include "harness/scenario/duration.hpp"

namespace conform {

using namespace std::chrono_literals;

void Pace::operator()() {
  using Clock = std::chrono::steady_clock;
  std::this_thread::sleep_until(next_);
  next_ = std::max(next_, Clock::now()) + std::chrono::duration_cast<Clock::duration>(interval_);
}

Expected<std::vector<Capability>, std::string> look_at(const Connection& connection,
                                                       const std::string& word, Duration limit) {
  CurlTransport transport(connection.curl);
  auto findings = probe(transport, connection.target, word + "-probe", limit);
  if (!findings) return unexpected(findings.error());
  Cleaner cleaner(transport, connection.target, [](Exchange&) {}, [](Exchange&) {});
  cleaner.remove(std::move(findings->created));
  while (!cleaner.idle() && transport.run_once()) {
  }
  return std::move(findings->capabilities);
}

Expected<server::Rules, std::string> rules_with(const std::vector<std::string>& defects) {
  auto rules = repeatable_rules();
  const auto all = defects::catalogue();
  for (const auto& id : defects) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
    if (found == all.end()) {
      return unexpected(fmt::format("there is no defect '{}'; 'conform defects' lists them", id));
    }
    found->patch(rules);
  }
  return rules;
}

Expected<std::optional<std::chrono::seconds>, std::string> time_of(const FuzzSettings& settings) {
  if (!settings.time && !settings.runs) return std::optional(60s);
  if (!settings.time) return std::optional<std::chrono::seconds>();
  const auto time = parse_duration(*settings.time);
  if (!time) return unexpected("--time: " + time.error());
  if (*time < 1s) return unexpected(std::string("--time: must be a second or more"));
  return std::optional(std::chrono::duration_cast<std::chrono::seconds>(*time));
}

}  // namespace conform
