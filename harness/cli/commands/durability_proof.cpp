#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

#include "fixtures/defects/defect.hpp"
#include "harness/cli/commands/durability_command.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/cli/failure.hpp"
#include "harness/cli/output.hpp"
#include "harness/durability/campaign.hpp"
#include "harness/run/selection.hpp"

namespace conform {
namespace {

constexpr unsigned max_rounds = 12;

/// What the built-in server supports.
const std::set<std::string, std::less<>> capabilities{"json",      "close",      "delete",
                                                      "producers", "stream-seq", "forks",
                                                      "ttl",       "expires-at", "pull-wake"};

durability::CampaignEnd test(const std::vector<std::string>& defects, const Settings& settings,
                             bool stops_at_first) {
  durability::ServerOptions server;
  server.command = built_in_durable_server(defects);
  server.url = "http://127.0.0.1:{port}/v1/stream";
  server.ready_limit = std::chrono::seconds(defects.empty() ? 30 : 3);
  durability::CampaignOptions options;
  options.seed = static_cast<std::uint32_t>(settings.seed.value_or(1));
  options.rounds = static_cast<unsigned>(settings.runs.value_or(max_rounds));
  options.history.capabilities = capabilities;
  options.history.read_only_disk = options.history.lost_writes = options.history.torn_writes = true;
  server.watches_disk = true;
  options.reduces = false;
  options.stops_at_first = stops_at_first;
  return durability::run_campaign(server, options, {});
}

std::vector<defects::Defect> selected(const Settings& settings) {
  const auto all = defects::durability_defects();
  std::vector<defects::Defect> chosen;
  for (const auto& defect : all) {
    const bool matches =
        settings.defects.empty() ||
        std::any_of(settings.defects.begin(), settings.defects.end(),
                    [&](const auto& pattern) { return glob_matches(pattern, defect.id); });
    if (matches) chosen.push_back(defect);
  }
  const auto size = settings.sample.value_or(chosen.size());
  if (size >= chosen.size()) return chosen;
  std::vector<defects::Defect> sample;
  for (std::size_t i = 0; i < size; ++i) sample.push_back(chosen[i * chosen.size() / size]);
  return sample;
}

}  // namespace

int prove_durability(const Settings& settings) {
  const auto defects = selected(settings);
  if (defects.empty()) {
    return fail(exit_status::usage,
                fmt::format("--defect '{}' matches no durability fault", settings.defects.front()));
  }
  bool proven = true;
  for (const auto& defect : defects) {
    const auto end = test({std::string(defect.id)}, settings, true);
    if (end.not_started) return fail(exit_status::not_judged, *end.not_started);
    const bool found = !end.findings.empty();
    proven = proven && found;
    print_out("{:8} {}: {}\n", found ? "found" : "MISSED", defect.id, defect.words);
    for (const auto& finding : end.findings) {
      const auto& violation = finding.violation;
      print_out("         round {}, {}, after {}: expected {}, got {}\n", finding.round,
                durability::info(violation.check).id, to_string(violation.after),
                violation.expected, violation.got);
    }
  }
  const auto right = test({}, settings, false);
  for (const auto& finding : right.findings) {
    proven = false;
    print_out("FALSE    {}: expected {}, got {}\n", durability::info(finding.violation.check).id,
              finding.violation.expected, finding.violation.got);
  }
  print_out(
      "The server without a fault: {} rounds, {} stops with SIGKILL, {} losses of power, {} "
      "findings\n",
      right.state.rounds, right.state.kills, right.state.power_losses, right.findings.size());
  return proven ? exit_status::conformant : exit_status::violations;
}

}  // namespace conform
