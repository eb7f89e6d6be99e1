#include "reports/saved/entry_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/http/timestamp.hpp"
#include "reports/text/time_text.hpp"

namespace conform::reports {
namespace {

/// Of a year that an Instant holds.
std::optional<Instant> instant_from(std::string_view text) {
  constexpr std::chrono::sys_days first{std::chrono::January / 1 / 1970};
  constexpr std::chrono::sys_days end{std::chrono::January / 1 / 2200};
  const auto time = http::parse_rfc3339(text);
  return time && *time >= first && *time < end ? std::optional<Instant>(*time) : std::nullopt;
}

using nlohmann::ordered_json;

constexpr std::size_t max_exchanges = 6;
constexpr std::size_t max_transcript_lines = 200;
constexpr std::size_t max_transcript_chars = 1000;
constexpr std::size_t max_requirements = 100;
constexpr std::size_t max_capabilities = 200;
constexpr std::size_t max_observations = 20;
constexpr std::size_t max_root_causes = 10'000;
constexpr std::size_t max_status = 999;

ordered_json ids_of(const std::vector<CitedRequirement>& requirements) {
  auto out = ordered_json::array();
  for (const auto& requirement : requirements) out.push_back(requirement.id);
  return out;
}

ordered_json to_json(const Replay& replay) {
  return {{"scenario", replay.scenario},
          {"transcript", replay.transcript},
          {"shell", replay.shell},
          {"confirmed", replay.confirmed},
          {"confirmations", replay.confirmations}};
}

ordered_json to_json(const Observation& seen) {
  return {{"aspect", to_string(seen.aspect)},
          {"name", seen.name},
          {"missing", seen.missing},
          {"method", seen.method},
          {"status", seen.status},
          {"text", seen.text}};
}

ordered_json to_json(const RootCause& cause) {
  return {{"headline", cause.headline},
          {"verdict", to_string(cause.verdict)},
          {"level", to_string(cause.level)},
          {"harm", to_string(cause.harm)},
          {"requirements", cause.requirements},
          {"failed", cause.failed},
          {"blocked", cause.blocked}};
}

template <class Value>
ordered_json line_json(std::string_view event, const Value& value) {
  ordered_json out{{"event", event}};
  out.update(to_json(value));
  return out;
}

std::string line_of(const ordered_json& json) {
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

/// The effect of a conclusion on the build.
std::string_view gate_word(Conclusion conclusion) {
  switch (conclusion) {
    case Conclusion::conformant:
      return "passed";
    case Conclusion::violations:
      return "failed";
    case Conclusion::nothing_run:
    case Conclusion::not_judged:
      break;
  }
  return to_string(conclusion);
}

ordered_json gate_json(Conclusion conclusion) {
  return {{"decision", gate_word(conclusion)}, {"exit_status", static_cast<int>(conclusion)}};
}

// ---- reading ------------------------------------------------------------------------------------

constexpr auto conclusions = std::to_array({Conclusion::not_judged, Conclusion::conformant,
                                            Conclusion::violations, Conclusion::nothing_run});

Conclusion gate_from(const Members& gate) {
  const std::string word = gate.raw("decision");
  const auto* found = std::find_if(conclusions.begin(), conclusions.end(),
                                   [&](Conclusion one) { return gate_word(one) == word; });
  if (found != conclusions.end()) return *found;
  gate.report_problem("decision", "must be one of passed, failed, nothing-run, not-judged");
  return Conclusion::not_judged;
}

/// The value with that name; if there is none, the first value, and a problem is recorded.
template <class Value, std::size_t size>
Value one_of(const Members& from, std::string_view name, const std::array<Value, size>& values) {
  const std::string word = from.raw(name);
  const auto found = std::find_if(values.begin(), values.end(),
                                  [&](Value value) { return to_string(value) == word; });
  if (found != values.end()) return *found;
  std::vector<std::string_view> known;
  for (const Value value : values) known.push_back(to_string(value));
  from.report_problem(name, fmt::format("must be one of {}", fmt::join(known, ", ")));
  return values.front();
}

std::vector<std::string> transcript_from(const ordered_json& lines, const std::string& place,
                                         Members::Problem& problem) {
  std::vector<std::string> out;
  if (!lines.is_array()) {
    problem = place + " must be a list of texts";
    return out;
  }
  for (const auto& line : lines) {
    if (out.size() == max_transcript_lines) break;
    if (!line.is_string()) {
      problem = place + " must be a list of texts";
      break;
    }
    out.push_back(clean_line(line.get_ref<const std::string&>(), max_transcript_chars));
  }
  return out;
}

void read_evidence(Finding& out, const Members& from) {
  out.has_evidence = from.has("expected") || from.has("got");
  out.expected = from.text("expected");
  out.got = from.text("got");
  out.curl = shell_lines(from.raw("curl"));
  from.each_value("exchanges", [&](const ordered_json& lines, const std::string& place) {
    if (out.exchanges.size() == max_exchanges) return;
    out.exchanges.push_back(transcript_from(lines, place, from.problem()));
  });
}

void read_observations(Finding& out, const Members& from) {
  static constexpr auto aspects = std::to_array(all_aspects);
  from.each("observations", [&](const Members& one) {
    if (out.observations.size() == max_observations) return;
    Observation seen;
    seen.aspect = one_of(one, "aspect", aspects);
    seen.name = one.line("name");
    seen.missing = one.flag("missing");
    seen.method = one.line("method");
    seen.status = static_cast<int>(std::min<std::size_t>(one.count("status"), max_status));
    seen.text = one.line("text");
    out.observations.push_back(std::move(seen));
  });
}

RootCause cause_from(const Members& from) {
  static constexpr auto verdicts = std::to_array(all_verdicts);
  static constexpr auto levels = std::to_array({Level::must, Level::should, Level::may});
  static constexpr auto harms =
      std::to_array({Harm::other, Harm::order, Harm::storage, Harm::outage, Harm::data});
  RootCause out;
  out.headline = from.line("headline");
  out.verdict = one_of(from, "verdict", verdicts);
  out.level = one_of(from, "level", levels);
  out.harm = one_of(from, "harm", harms);
  out.requirements = from.texts("requirements");
  out.failed = from.texts("failed");
  out.blocked = from.texts("blocked");
  return out;
}

void read_requirements(Finding& out, const Members& from, const Context& context) {
  from.each_value("requirements", [&](const ordered_json& id, const std::string& place) {
    if (out.requirements.size() == max_requirements) return;
    if (id.is_string()) {
      out.requirements.push_back(requirement(id.get_ref<const std::string&>(), context));
    } else {
      from.problem() = place + " must be a text";
    }
  });
}

}  // namespace

ordered_json to_json(const Shard& shard) {
  return {{"index", shard.index}, {"of", shard.of}};
}

ordered_json to_json(const Capability& capability) {
  return {{"present", capability.present()},
          {"state", to_string(capability.presence)},
          {"how", capability.how}};
}

ordered_json to_json(const Opening& run) {
  ordered_json out{{"conform", run.version},
                   {"target", run.target},
                   {"run", run.run_id},
                   {"started", http::rfc3339(run.at)},
                   {"expected_count", run.expected},
                   {"available_count", run.available},
                   {"shard", to_json(run.shard)},
                   {"capabilities", ordered_json::array()}};
  if (run.campaign) out["campaign"] = true;
  for (const auto& one : run.capabilities) {
    ordered_json written{{"name", one.name}};
    written.update(to_json(one));
    out["capabilities"].push_back(std::move(written));
  }
  return out;
}

ordered_json to_json(const Finding& finding) {
  ordered_json out{{"id", finding.id},
                   {"suite", finding.suite},
                   {"title", finding.title},
                   {"verdict", to_string(finding.verdict)},
                   {"level", to_string(finding.level)},
                   {"requirements", ids_of(finding.requirements)},
                   {"ruling", finding.ruling},
                   {"seconds", in_seconds(finding.took)},
                   {"message", finding.message},
                   {"place", finding.place},
                   {"why", finding.why}};
  if (finding.has_evidence) {
    out["expected"] = finding.expected;
    out["got"] = finding.got;
    out["curl"] = fmt::format("{}", fmt::join(finding.curl, "\n"));
    out["exchanges"] = finding.exchanges;
  }
  if (finding.harm != Harm::other) out["harm"] = to_string(finding.harm);
  for (const auto& seen : finding.observations) out["observations"].push_back(to_json(seen));
  if (finding.replay) out["replay"] = to_json(*finding.replay);
  if (is_known(finding)) {
    out["known"] = {{"reason", finding.known->reason}, {"until", finding.known->until}};
  }
  return out;
}

ordered_json to_json(const Behaviour& seen) {
  return {{"id", seen.id}, {"title", seen.title}, {"value", seen.value}};
}

ordered_json to_json(const Closing& run) {
  ordered_json out{{"seconds", in_seconds(run.took)},
                   {"stopped_early", nullptr},
                   {"gate", gate_json(run.conclusion)},
                   {"start_with", run.start_with},
                   {"exchange_count", run.exchanges},
                   {"observation_count", run.observations},
                   {"notes", run.notes},
                   {"objections", run.objections}};
  if (run.stopped_early) out["stopped_early"] = *run.stopped_early;
  out["root_causes"] = ordered_json::array();
  for (const auto& cause : run.root_causes) out["root_causes"].push_back(to_json(cause));
  return out;
}

ordered_json to_json(const RunSummary& summary) {
  return {{"conclusion", summary.word()}, {"server", summary.server()}};
}

namespace {

ordered_json json_of(const Entry& entry) {
  struct Maker {
    ordered_json operator()(const Opening& run) const { return line_json("started", run); }
    ordered_json operator()(const Finding& one) const { return line_json("result", one); }
    ordered_json operator()(const Behaviour& one) const { return line_json("behaviour", one); }
    ordered_json operator()(const Closing& run) const { return line_json("finished", run); }
  };
  return std::visit(Maker{}, entry);
}

}  // namespace

std::string to_line(const Entry& entry) {
  return line_of(json_of(entry));
}

std::string to_line(const Entry& entry, const RunSummary& summary) {
  auto json = json_of(entry);
  if (std::holds_alternative<Closing>(entry)) json.update(to_json(summary));
  return line_of(json);
}

Capability capability_from(std::string name, const Members& from) {
  Presence presence = from.flag("present") ? Presence::there : Presence::absent;
  if (from.line("state") == to_string(Presence::unknown)) presence = Presence::unknown;
  return {std::move(name), presence, from.line("how")};
}

Opening opening_from(const Members& from) {
  Opening out;
  out.version = from.line("conform");
  out.target = from.line("target");
  out.run_id = from.line("run");
  if (const auto started = from.raw("started"); !started.empty()) {
    const auto at = instant_from(started);
    if (!at) from.report_problem("started", "must be a time such as 2026-01-02T03:04:05.678Z");
    out.at = at.value_or(Instant{});
  }
  out.expected = from.count("expected_count");
  out.available = from.count("available_count");
  out.campaign = from.flag("campaign");
  from.object("shard", [&](const Members& shard) {
    out.shard = {shard.count("index"), shard.count("of")};
    if (out.shard.index < 1 || out.shard.index > out.shard.of) {
      shard.report_problem("index", "must be from 1 to \"of\"");
    }
  });
  return out;
}

Finding finding_from(const Members& from, const Context& context) {
  static constexpr auto verdicts = std::to_array(all_verdicts);
  static constexpr auto levels = std::to_array({Level::must, Level::should, Level::may});
  static constexpr auto harms =
      std::to_array({Harm::other, Harm::order, Harm::storage, Harm::outage, Harm::data});
  Finding out;
  out.id = from.line("id");
  if (out.id.empty()) from.report_problem("id", "must be a text that is not empty");
  out.suite = from.line("suite");
  if (out.suite.empty()) out.suite = "other";
  out.title = from.line("title");
  out.verdict = one_of(from, "verdict", verdicts);
  if (from.has("level")) out.level = one_of(from, "level", levels);
  read_requirements(out, from, context);
  out.ruling = from.line("ruling");
  out.took = from.seconds("seconds");
  out.message = from.line("message");
  out.place = from.line("place");
  out.why = from.line("why", max_text_chars);
  read_evidence(out, from);
  read_observations(out, from);
  if (from.has("harm")) out.harm = one_of(from, "harm", harms);
  from.object("known", [&](const Members& known) {
    out.known = Known{known.line("reason"), known.line("until")};
  });
  from.object("replay", [&](const Members& replay) {
    out.replay = Replay{replay.line("scenario"), replay.line("transcript"), replay.line("shell"),
                        replay.count("confirmed"), replay.count("confirmations")};
  });
  return out;
}

Behaviour behaviour_from(const Members& from) {
  return {from.line("id"), from.line("title"), from.line("value")};
}

Closing closing_from(const Members& from) {
  Closing out;
  out.took = from.seconds("seconds");
  if (from.has("stopped_early")) out.stopped_early.emplace(from.line("stopped_early"));
  if (from.has("gate")) {
    from.object("gate", [&](const Members& gate) { out.conclusion = gate_from(gate); });
  } else if (from.has("conclusion")) {
    // Old reports, from before the gate existed, have its decision there.
    out.conclusion = one_of(from, "conclusion", conclusions);
  }
  out.start_with = from.line("start_with");
  from.each("root_causes", [&](const Members& one) {
    if (out.root_causes.size() < max_root_causes) out.root_causes.push_back(cause_from(one));
  });
  out.exchanges = from.count("exchange_count");
  out.observations = from.count("observation_count");
  out.notes = from.texts("notes");
  out.objections = from.texts("objections");
  return out;
}

Expected<Entry, std::string> entry_from(const ordered_json& line, const Context& context) {
  Members::Problem problem;
  const Members from(line, "", problem);
  const std::string event = from.line("event");
  Entry out;
  if (event == "started") {
    Opening opening = opening_from(from);
    from.each("capabilities", [&](const Members& one) {
      if (opening.capabilities.size() == max_capabilities) return;
      opening.capabilities.push_back(capability_from(one.line("name"), one));
    });
    out = std::move(opening);
  } else if (event == "result") {
    out = finding_from(from, context);
  } else if (event == "behaviour") {
    out = behaviour_from(from);
  } else if (event == "finished") {
    out = closing_from(from);
  } else if (!problem) {
    problem = "its member \"event\" names no event";
  }
  if (problem) return unexpected(*problem);
  return out;
}

}  // namespace conform::reports
