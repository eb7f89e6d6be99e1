#include "harness/run/event.hpp"

namespace conform {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::skip:
      return "skip";
    case Verdict::warn:
      return "warn";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::blocked:
      return "blocked";
    case Verdict::unstable:
      return "unstable";
    case Verdict::fail:
      return "fail";
    case Verdict::error:
      return "error";
  }
  return "error";
}

std::string_view to_string(Presence presence) {
  switch (presence) {
    case Presence::there:
      return "there";
    case Presence::absent:
      return "not there";
    case Presence::unknown:
      return "not known";
  }
  return "not known";
}

std::string_view to_string(Conclusion conclusion) {
  switch (conclusion) {
    case Conclusion::conformant:
      return "conformant";
    case Conclusion::violations:
      return "violations";
    case Conclusion::nothing_run:
      return "nothing-run";
    case Conclusion::not_judged:
      return "not-judged";
  }
  return "not-judged";
}

Conclusion conclusion_of(const RunFinished& finished) {
  const auto count = [&](Verdict verdict) {
    const auto found = finished.summary.find(verdict);
    return found == finished.summary.end() ? std::size_t{0} : found->second;
  };
  if (count(Verdict::fail) + count(Verdict::unstable) > 0) return Conclusion::violations;
  if (finished.stopped_early || count(Verdict::error) > 0 || count(Verdict::blocked) > 0 ||
      count(Verdict::inconclusive) > 0) {
    return Conclusion::not_judged;
  }
  const bool nothing_ran = count(Verdict::pass) + count(Verdict::warn) + finished.observations == 0;
  return nothing_ran ? Conclusion::nothing_run : Conclusion::conformant;
}

}  // namespace conform
