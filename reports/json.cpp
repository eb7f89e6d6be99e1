#include "reports/json.hpp"

#include <utility>

#include "reports/clean.hpp"
#include "reports/time_text.hpp"

namespace conform::reports {
namespace {

using nlohmann::ordered_json;

ordered_json ids_of(const std::vector<Promise>& promises) {
  auto out = ordered_json::array();
  for (const auto& promise : promises) out.push_back(promise.id);
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += (out.empty() ? "" : "\n") + line;
  return out;
}

ordered_json scenario(const Finding& found) {
  ordered_json out{{"id", found.id},
                   {"suite", found.suite},
                   {"title", found.title},
                   {"verdict", to_string(found.verdict)},
                   {"level", to_string(found.level)},
                   {"requirements", ids_of(found.promises)},
                   {"ruling", found.ruling},
                   {"seconds", seconds(found.took)},
                   {"message", found.message},
                   {"place", found.place},
                   {"why", found.why}};
  if (found.has_evidence) {
    out["expected"] = found.expected;
    out["got"] = found.got;
    out["curl"] = joined(found.curl);
    out["exchanges"] = found.exchanges;
  }
  return out;
}

}  // namespace

Json::Json(Context context)
    : context_(std::move(context)),
      document_{{"conform", clean_line(context_.version)},
                {"target", ""},
                {"run", ""},
                {"started", ""},
                {"seconds", 0.0},
                {"stopped_early", "the run did not finish"},
                {"conclusion", to_string(Conclusion::not_judged)},
                {"summary", ordered_json::object()},
                {"capabilities", ordered_json::object()},
                {"behaviour", ordered_json::array()},
                {"start_with", ""},
                {"exchange_count", 0},
                {"notes", ordered_json::array()},
                {"scenarios", ordered_json::array()}} {
  for (const Verdict verdict : all_verdicts) document_["summary"][to_string(verdict)] = 0;
}

void Json::on(const Event& event) {
  if (const auto* run = std::get_if<RunStarted>(&event)) started(*run);
  if (const auto* result = std::get_if<ResultReached>(&event)) reached(*result);
  if (const auto* seen = std::get_if<BehaviourObserved>(&event)) observed(*seen);
  if (const auto* run = std::get_if<RunFinished>(&event)) finished(*run);
}

void Json::started(const RunStarted& run) {
  document_["target"] = clean_line(run.target);
  document_["run"] = clean_line(run.run_id);
  document_["started"] = rfc3339(run.at);
  for (const auto& capability : run.capabilities) {
    document_["capabilities"][clean_line(capability.name)] = {{"present", capability.present},
                                                              {"how", clean_line(capability.how)}};
  }
}

void Json::reached(const ResultReached& event) {
  const Finding found = finding(event.result, context_, HeaderChoice::all);
  auto& count = document_["summary"][to_string(found.verdict)];
  count = count.get<std::size_t>() + 1;
  document_["scenarios"].push_back(scenario(found));
}

void Json::observed(const BehaviourObserved& event) {
  document_["behaviour"].push_back({{"id", clean_line(event.id)},
                                    {"title", clean_line(event.title)},
                                    {"value", clean_line(event.value)}});
}

void Json::finished(const RunFinished& run) {
  document_["seconds"] = seconds(run.took);
  document_["exchange_count"] = run.exchanges;
  document_["start_with"] = clean_line(run.start_with);
  document_["conclusion"] = to_string(run.conclusion);
  document_["stopped_early"] = nullptr;
  if (run.stopped_early) document_["stopped_early"] = clean_line(*run.stopped_early);
  for (const auto& note : run.notes) document_["notes"].push_back(clean_line(note));
}

std::string Json::text() const {
  return document_.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace conform::reports
