#include "reports/tally.hpp"

#include <fmt/format.h>

namespace conform::reports {

void Tally::add(const Finding& finding) {
  ++(is_known(finding) ? known_ : counts_[finding.verdict]);
}

std::size_t Tally::of(Verdict verdict) const {
  const auto found = counts_.find(verdict);
  return found == counts_.end() ? 0 : found->second;
}

std::size_t Tally::total() const {
  std::size_t sum = known_;
  for (const auto& [verdict, count] : counts_) sum += count;
  return sum;
}

std::string Tally::words(bool passes_too) const {
  std::string out;
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, what);
  };
  for (const auto& [verdict, count] : counts_) {
    if (verdict != Verdict::pass || passes_too) add(count, to_string(verdict));
  }
  add(known_, "known");
  return out;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string_view headline(Conclusion conclusion) {
  switch (conclusion) {
    case Conclusion::conformant:
      return "Conformant";
    case Conclusion::violations:
      return "Not conformant";
    case Conclusion::nothing_run:
      return "Nothing ran";
    case Conclusion::not_judged:
      break;
  }
  return "Not tested";
}

}  // namespace conform::reports
