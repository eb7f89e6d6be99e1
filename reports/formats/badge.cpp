#include "reports/formats/badge.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace conform::reports {

void Badge::on(const Entry& entry) {
  summary_.on(entry);
  if (const auto* finding = std::get_if<Finding>(&entry)) tally_.add(*finding);
  if (const auto* run = std::get_if<Closing>(&entry)) closing_ = *run;
}

std::string Badge::text() const {
  const nlohmann::ordered_json badge{{"schemaVersion", 1},
                                     {"label", "durable streams"},
                                     {"message", message()},
                                     {"color", colour()},
                                     {"isError", closing_.conclusion == Conclusion::not_judged}};
  return badge.dump(2) + '\n';
}

std::string Badge::message() const {
  if (closing_.stopped_early) return "stopped early";
  if (closing_.conclusion == Conclusion::nothing_run) return "nothing ran";
  // Warnings concern SHOULDs, and skipped tests were not run.
  const std::size_t passed = tally_.of(Verdict::pass) + tally_.of(Verdict::warn);
  return fmt::format("{} of {} pass", passed, tally_.total() - tally_.of(Verdict::skip));
}

std::string_view Badge::colour() const {
  switch (closing_.conclusion) {
    case Conclusion::conformant:
      if (tally_.known() > 0) return "yellowgreen";
      return summary_.status() == RunSummary::Status::good ? "brightgreen" : "lightgrey";
    case Conclusion::violations:
      return "red";
    case Conclusion::nothing_run:
    case Conclusion::not_judged:
      break;
  }
  return "lightgrey";
}

}  // namespace conform::reports
