#include "harness/run/server_deaths.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "harness/run/lost_connections.hpp"
#include "harness/run/reproducer.hpp"

namespace conform {
namespace {

constexpr std::size_t max_named = 5;
constexpr std::size_t max_shown = 6;

std::string requests_of(const ServerDeaths::Death& death) {
  if (death.alone) {
    return fmt::format("{} (of {}), sent alone", request_line(death.under_way.back()),
                       death.under_way.back().scenario);
  }
  std::vector<std::string> lines;
  for (const auto& exchange : death.under_way) {
    if (lines.size() == max_named) break;
    lines.push_back(fmt::format("{} (of {})", request_line(exchange), exchange.scenario));
  }
  const auto more = death.under_way.size() - lines.size();
  return fmt::format("one of these requests: {}{}", fmt::join(lines, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

}  // namespace

std::optional<Result> ServerDeaths::result() const {
  std::vector<Death> caused;
  std::copy_if(deaths_.begin(), deaths_.end(), std::back_inserter(caused),
               [](const Death& death) { return !death.under_way.empty(); });
  if (caused.empty()) return std::nullopt;
  // The death whose cause is most certain is the one shown.
  const Death& shown =
      *std::min_element(caused.begin(), caused.end(), [](const Death& a, const Death& b) {
        return std::tuple(!a.alone, a.under_way.size()) < std::tuple(!b.alone, b.under_way.size());
      });
  Result result;
  result.id = server_deaths_id;
  result.suite = "server";
  result.title = "No well-formed request crashes the server";
  result.requirements = {"H/refuses-cleanly"};
  result.ruling = "R38";
  result.verdict = Verdict::fail;
  const auto times =
      deaths_.size() > 1 ? fmt::format(" (it happened {} times)", deaths_.size()) : "";
  result.message = fmt::format("expected that the server keeps running, got: {} at {}{}", shown.how,
                               requests_of(shown), times);
  Evidence evidence{
      .expected = "the server keeps running", .got = shown.how, .exchanges = {}, .curl = {}};
  const auto first = shown.under_way.size() - std::min(max_shown, shown.under_way.size());
  evidence.exchanges.assign(shown.under_way.begin() + static_cast<std::ptrdiff_t>(first),
                            shown.under_way.end());
  auto to_repeat = shown.leading;
  to_repeat.push_back(shown.under_way.back());
  evidence.curl = curl_lines(to_repeat);
  result.evidence = std::move(evidence);
  return result;
}

}  // namespace conform
