#include "reports/formats/tap.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace conform::reports {
namespace {

bool is_ok(Verdict verdict) {
  return verdict == Verdict::pass || verdict == Verdict::skip || verdict == Verdict::warn;
}

/// Escapes what would begin a directive, or an escape.
std::string escaped(std::string_view description) {
  std::string out;
  for (const char c : description) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string directive(const Finding& finding) {
  if (is_known(finding)) return fmt::format(" # TODO {}", in_words(*finding.known));
  if (finding.verdict == Verdict::skip) return fmt::format(" # SKIP {}", finding.message);
  return "";
}

/// Every JSON value is also valid YAML.
std::string yaml(std::string_view name, const nlohmann::json& value) {
  return fmt::format("  {}: {}\n", name,
                     value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string details(const Finding& finding) {
  if (finding.verdict == Verdict::pass || finding.verdict == Verdict::skip) return "";
  auto requirements = nlohmann::json::array();
  for (const auto& requirement : finding.requirements) requirements.push_back(requirement.id);
  std::string out = "  ---\n" + yaml("severity", to_string(finding.verdict)) +
                    yaml("title", finding.title) + yaml("message", finding.message) +
                    yaml("requirements", requirements);
  if (finding.has_evidence) {
    out += yaml("expected", finding.expected) + yaml("got", finding.got) +
           yaml("exchanges", finding.exchanges) + yaml("curl", finding.curl);
  }
  return out + "  ...\n";
}

}  // namespace

void Tap::on(const Entry& entry) {
  if (const auto* finding = std::get_if<Finding>(&entry)) add(*finding);
  if (const auto* run = std::get_if<Closing>(&entry)) closing_ = *run;
}

void Tap::add(const Finding& finding) {
  points_ += fmt::format("{} {} - {}{}\n{}", is_ok(finding.verdict) ? "ok" : "not ok", ++count_,
                         escaped(finding.id), directive(finding), details(finding));
}

std::string Tap::text() const {
  std::string points = points_;
  std::size_t count = count_;
  for (const auto& objection : closing_.objections) {
    points +=
        fmt::format("not ok {} - run.gate\n  ---\n{}  ...\n", ++count, yaml("message", objection));
  }
  // The plan comes first, since nothing is read after "Bail out!".
  const std::string out = fmt::format("TAP version 14\n1..{}\n{}", count, points);
  if (closing_.stopped_early) return out + fmt::format("Bail out! {}\n", *closing_.stopped_early);
  return count == 0 ? out + "Bail out! no scenario was run\n" : out;
}

}  // namespace conform::reports
