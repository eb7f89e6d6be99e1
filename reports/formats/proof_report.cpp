#include "reports/formats/proof_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace conform::reports {
namespace {

using nlohmann::ordered_json;

std::string share(std::size_t part, std::size_t all) {
  return all == 0 ? "none"
                  : fmt::format("{} of {}, {:.0f} %", part, all,
                                100.0 * static_cast<double>(part) / static_cast<double>(all));
}

std::string verdict_on(const Trial& trial) {
  if (!trial.killed()) return trial.unusable.empty() ? "SURVIVED" : "SURVIVED, " + trial.unusable;
  return fmt::format(
      "{:>4}  {}{}", trial.killers.size(), trial.first,
      trial.cites_right_requirement()
          ? std::string()
          : fmt::format("  (root cause {}, not {})", fmt::join(trial.first_cites, " "),
                        trial.defect.requirement));
}

std::string matrix(const Proof& proof) {
  std::size_t width = 0;
  for (const auto& trial : proof.trials) width = std::max(width, trial.defect.id.size());
  std::string text;
  for (const auto& trial : proof.trials) {
    text += fmt::format("{:{}}  {}\n", trial.defect.id, width, verdict_on(trial));
  }
  return text;
}

std::string list(std::string_view title, const std::vector<std::string>& ids) {
  if (ids.empty()) return {};
  return fmt::format("\n{} ({}):\n  {}\n", title, ids.size(), fmt::join(ids, "\n  "));
}

std::vector<std::string> ids_of(const std::vector<const Trial*>& trials) {
  std::vector<std::string> ids;
  for (const auto* trial : trials) ids.emplace_back(trial->defect.id);
  return ids;
}

ordered_json trial_json(const Trial& trial) {
  return {{"id", trial.defect.id},
          {"words", trial.defect.words},
          {"requirement", trial.defect.requirement},
          {"killed", trial.killed()},
          {"blamed_right", trial.cites_right_requirement()},
          {"first", trial.first},
          {"first_message", trial.first_message},
          {"first_requirements", trial.first_cites},
          {"killers", trial.killers},
          {"blocked", trial.blocked}};
}

}  // namespace

std::string proof_text(const Proof& proof) {
  auto text = matrix(proof);
  text += list("Tests that detected no bug", proof.idle);
  text += list("Failures of the server without any bug", proof.false_failures);
  text += list("Errors of conform itself", proof.faults);
  text += list("Survived", ids_of(proof.survivors()));
  const auto all = proof.trials.size();
  text += fmt::format("\n{} planted bugs: {} killed; root cause right for {}; {:.1f} s\n", all,
                      share(proof.killed(), all), share(proof.with_right_requirement(), all),
                      proof.seconds);
  return text;
}

std::string agreement_text(const std::vector<Agreement>& agreements) {
  std::string text =
      fmt::format("{:<40} {:>10} {:>10}  first over HTTP\n", "found by", "simulated", "over HTTP");
  std::size_t agreed = 0;
  for (const auto& one : agreements) {
    agreed += one.agree() ? 1U : 0U;
    text += fmt::format("{:<40} {:>10} {:>10}  {}{}\n", one.simulated.defect.id,
                        one.simulated.killers.size(), one.over_http.killers.size(),
                        one.over_http.first, one.agree() ? "" : "  DISAGREE");
  }
  text += fmt::format("\n{} planted bugs both ways: {} agree\n", agreements.size(),
                      share(agreed, agreements.size()));
  return text;
}

std::string dialects_text(const std::vector<DialectTrial>& trials) {
  std::string text;
  std::size_t accepted = 0;
  for (const auto& trial : trials) {
    accepted += trial.accepted() ? 1U : 0U;
    if (trial.accepted()) continue;
    text += fmt::format("dialect {}: {}\n", trial.seed, trial.decisions);
    if (!trial.unusable.empty()) text += fmt::format("  not tested: {}\n", trial.unusable);
    for (const auto& result : trial.failures) {
      text += fmt::format("  {} {}: {}\n", to_string(result.verdict), result.id, result.message);
    }
    for (const auto& id : trial.faults) text += fmt::format("  error {}\n", id);
    if (trial.blocked != 0) text += fmt::format("  {} blocked\n", trial.blocked);
  }
  text += fmt::format("{} dialects: {} without a failure\n", trials.size(),
                      share(accepted, trials.size()));
  return text;
}

ordered_json proof_document(const Proof& proof) {
  ordered_json document{{"defects", proof.trials.size()},
                        {"killed", proof.killed()},
                        {"blamed_right", proof.with_right_requirement()},
                        {"seconds", proof.seconds},
                        {"survivors", ids_of(proof.survivors())},
                        {"idle_scenarios", proof.idle},
                        {"false_failures", proof.false_failures},
                        {"faults", proof.faults},
                        {"matrix", ordered_json::array()}};
  for (const auto& trial : proof.trials) document["matrix"].push_back(trial_json(trial));
  return document;
}

std::string proof_json(const Proof& proof) {
  return proof_document(proof).dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace conform::reports
