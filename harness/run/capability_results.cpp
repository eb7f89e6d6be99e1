#include "harness/run/capability_results.hpp"

#include <fmt/format.h>

#include <deque>
#include <utility>

#include "harness/run/reproducer.hpp"
#include "harness/run/rule_results.hpp"
#include "harness/scenario/capability.hpp"

namespace conform {
namespace {

Evidence evidence_of(const ProbeEvidence& seen, std::string expected, std::string got) {
  const auto& all = seen.exchanges;
  Evidence evidence{.expected = std::move(expected),
                    .got = std::move(got),
                    .exchanges = {},
                    .curl = curl_lines(std::deque<Exchange>(all.begin(), all.end()))};
  for (const auto& exchange : all) evidence.exchanges.push_back(shortened(exchange));
  return evidence;
}

}  // namespace

Result missing_requirement(const Capability& capability) {
  const bool is_absent = capability.presence == Presence::absent;
  Result result;
  result.id = "require." + capability.name;
  result.suite = "require";
  result.title = fmt::format("The server supports '{}', as --require demands", capability.name);
  result.verdict = is_absent ? Verdict::fail : Verdict::inconclusive;
  result.message = fmt::format("'{}' is required and {}: {}", capability.name,
                               is_absent ? "absent" : "unknown", capability.how);
  return result;
}

Result ignored_feature(const ProbeEvidence& seen) {
  Result result;
  result.id = fmt::format("capability.{}-ignored", seen.capability);
  result.suite = "capabilities";
  result.title = fmt::format("A server without '{}' refuses requests for it", seen.capability);
  result.verdict = Verdict::warn;
  result.level = Level::should;
  if (const auto broken = broken_where_ignored(seen.capability); !broken.empty()) {
    result.requirements.emplace_back(broken);
  }
  result.ruling = "R36";
  result.harm = Harm::data;
  result.why = "a client that relies on it loses or duplicates data without noticing";
  result.message = "silently ignored: " + seen.what;
  result.evidence = evidence_of(seen, "a refusal (4xx or 501), or what was asked for", seen.what);
  return result;
}

Result dropped_connection(const ProbeEvidence& seen) {
  Result result;
  result.id = fmt::format("capability.{}-dropped", seen.capability);
  result.suite = "capabilities";
  result.title = fmt::format("A request for '{}' is answered", seen.capability);
  result.verdict = Verdict::fail;
  result.ruling = "R38";
  result.harm = Harm::outage;
  const auto& last = seen.exchanges.back();
  const std::string got = fmt::format(
      "every {} for {} had its connection dropped, while other requests "
      "were answered",
      last.request.method, seen.what);
  result.message = "expected an answer, got none: " + got;
  result.evidence = evidence_of(seen, "an answer", got);
  return result;
}

std::vector<std::string> capability_result_ids() {
  std::vector<std::string> ids;
  for (const auto name : known_capabilities()) {
    ids.push_back(fmt::format("require.{}", name));
    ids.push_back(fmt::format("capability.{}-ignored", name));
    ids.push_back(fmt::format("capability.{}-dropped", name));
  }
  return ids;
}

}  // namespace conform
