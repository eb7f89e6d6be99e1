#include "reports/formats/json.hpp"

#include "harness/http/timestamp.hpp"
#include "reports/saved/entry_json.hpp"

namespace conform::reports {

using nlohmann::ordered_json;

Json::Json()
    : document_{{"conform", ""},
                {"target", ""},
                {"run", ""},
                {"started", ""},
                {"seconds", 0.0},
                {"stopped_early", *closing_of_unfinished_run().stopped_early},
                {"conclusion", RunSummary().word()},
                {"server", ""},
                {"gate", to_json(closing_of_unfinished_run())["gate"]},
                {"summary", ordered_json::object()},
                {"capabilities", ordered_json::object()},
                {"behaviour", ordered_json::array()},
                {"start_with", ""},
                {"root_causes", ordered_json::array()},
                {"exchange_count", 0},
                {"notes", ordered_json::array()},
                {"objections", ordered_json::array()},
                {"shard", to_json(Shard{})},
                {"expected_count", 0},
                {"available_count", 0},
                {"observation_count", 0},
                {"scenarios", ordered_json::array()}} {
  for (const Verdict verdict : all_verdicts) document_["summary"][to_string(verdict)] = 0;
}

void Json::on(const Entry& entry) {
  summary_.on(entry);
  std::visit([this](const auto& one) { add(one); }, entry);
}

void Json::add(const Opening& run) {
  document_["conform"] = run.version;
  document_["target"] = run.target;
  document_["run"] = run.run_id;
  document_["started"] = http::rfc3339(run.at);
  document_["shard"] = to_json(run.shard);
  document_["expected_count"] = run.expected;
  document_["available_count"] = run.available;
  if (run.campaign) document_["campaign"] = true;
  for (const auto& one : run.capabilities) document_["capabilities"][one.name] = to_json(one);
}

void Json::add(const Finding& finding) {
  auto& count = document_["summary"][to_string(finding.verdict)];
  count = count.get<std::size_t>() + 1;
  document_["scenarios"].push_back(to_json(finding));
}

void Json::add(const Behaviour& seen) {
  document_["behaviour"].push_back(to_json(seen));
}

void Json::add(const Closing& run) {
  document_.update(to_json(run));
  document_.update(to_json(summary_));
}

std::string Json::text() const {
  return document_.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace conform::reports
