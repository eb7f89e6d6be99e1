#include "reports/run_summary.hpp"

#include <fmt/format.h>

namespace conform::reports {
namespace {

std::string listed(const std::vector<std::string>& parts) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    out += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  }
  return out;
}

}  // namespace

void RunSummary::on(const Entry& entry) {
  if (const auto* run = std::get_if<Opening>(&entry)) {
    available_ = run->available;
    is_shard_ = run->shard.of > 1;
    campaign_ = run->campaign;
  }
  if (const auto* finding = std::get_if<Finding>(&entry)) {
    tally_.add(*finding);
    const bool fails = is_violation(finding->verdict);
    const bool warns = finding->verdict == Verdict::warn;
    fails_ += fails ? 1U : 0U;
    warns_ += warns ? 1U : 0U;
    for (const auto& requirement : finding->requirements) {
      if (fails)
        (finding->suite == client_suite ? broken_by_client_ : broken_).insert(requirement.id);
      if (warns) unfollowed_.insert(requirement.id);
    }
  }
  if (const auto* run = std::get_if<Closing>(&entry)) closing_ = *run;
}

bool RunSummary::is_part() const {
  return is_shard_ || campaign_ || available_ == 0 || tally_.total() < available_;
}

std::string RunSummary::title() const {
  if (is_broken()) return "Not conformant";
  switch (closing_.conclusion) {
    case Conclusion::conformant:
      break;
    case Conclusion::violations:
      return "Failed";
    case Conclusion::nothing_run:
      return "Nothing ran";
    case Conclusion::not_judged:
      return "Not tested";
  }
  if (closing_.stopped_early) return "Not tested";
  if (is_part()) return "No failures in the tests that ran";
  return "Conformant";
}

std::string_view RunSummary::word() const {
  if (is_broken()) return to_string(Conclusion::violations);
  const bool ran = closing_.conclusion == Conclusion::conformant ||
                   closing_.conclusion == Conclusion::violations;
  if (!ran) return to_string(closing_.conclusion);
  if (closing_.stopped_early) return to_string(Conclusion::not_judged);
  return is_part() ? "no-failure" : to_string(Conclusion::conformant);
}

std::string RunSummary::server() const {
  std::vector<std::string> who;
  if (!broken_.empty()) {
    who.push_back(fmt::format("the server breaks {}",
                              counted(broken_.size(), "requirement", "requirements")));
  }
  if (!broken_by_client_.empty()) {
    who.push_back(fmt::format("the client breaks {}",
                              counted(broken_by_client_.size(), "requirement", "requirements")));
  }
  if (!who.empty()) {
    std::string text = listed(who) + ".";
    text.front() = 'T';
    return text;
  }
  if (fails_ > 0) return fmt::format("{} failed.", counted(fails_, "test", "tests"));
  if (closing_.conclusion == Conclusion::nothing_run) return "Check what was selected.";
  std::string text = "No failures.";
  if (campaign_) {
    text = "This campaign found no failure. It only covers what it tried.";
  } else if (is_part() && available_ > 0) {
    text = fmt::format("{} of {} tests ran, and none failed.", tally_.total(), available_);
  } else if (is_part()) {
    text = "Only some of the tests ran, and none failed.";
  }
  if (!unfollowed_.empty()) {
    text += fmt::format(
        " {} not followed.",
        counted(unfollowed_.size(), "recommendation (SHOULD) is", "recommendations (SHOULD) are"));
  }
  return text;
}

std::string RunSummary::untried() const {
  std::vector<std::string> parts;
  const auto add = [&](Verdict verdict, std::string_view words) {
    if (const auto count = tally_.of(verdict); count > 0) {
      parts.push_back(fmt::format("{} {}", count, words));
    }
  };
  add(Verdict::skip, "skipped");
  add(Verdict::blocked, "blocked by an earlier step");
  add(Verdict::inconclusive, "inconclusive");
  if (available_ > tally_.total()) {
    parts.push_back(fmt::format("{} not selected", available_ - tally_.total()));
  }
  return parts.empty() ? std::string() : fmt::format("Not tested: {}.", listed(parts));
}

std::string RunSummary::gate() const {
  switch (closing_.conclusion) {
    case Conclusion::conformant:
      return tally_.known() > 0 ? "Exit status 0: all failures are known." : "Exit status 0.";
    case Conclusion::violations:
      return tally_.of(Verdict::fail) + tally_.of(Verdict::unstable) > 0 ||
                     closing_.objections.empty()
                 ? "Exit status 1: there are failures that are not in a baseline."
                 : "Exit status 1: see the reasons above.";
    case Conclusion::nothing_run:
      return "Exit status 2: nothing ran.";
    case Conclusion::not_judged:
      break;
  }
  return "Exit status 3: the server could not be reached or tested.";
}

RunSummary::Status RunSummary::status() const {
  if (is_broken() || closing_.conclusion == Conclusion::violations) return Status::bad;
  const bool good = closing_.conclusion == Conclusion::conformant && !closing_.stopped_early;
  return good && tally_.of(Verdict::pass) > 0 ? Status::good : Status::unsure;
}

}  // namespace conform::reports
