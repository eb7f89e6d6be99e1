#include "reports/html/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reports/html/page.hpp"
#include "reports/html/requirement_data.hpp"
#include "reports/tally.hpp"
#include "reports/text/clean.hpp"
#include "reports/text/time_text.hpp"

namespace conform::reports {
namespace {

using nlohmann::ordered_json;

/// The number of failures included in the page for readers without scripts.
constexpr std::size_t max_plain_entries = 200;

/// The CSS class of the heading.
std::string_view class_of(RunSummary::Status status) {
  if (status == RunSummary::Status::good) return "good";
  return status == RunSummary::Status::bad ? "bad" : "unsure";
}

std::string text_of(const ordered_json& value) {
  return value.get<std::string>();
}

/// The sentences below the title.
std::string summary(const RunSummary& summary_of_run, const Tally& tally, const Closing& run) {
  std::string text =
      run.stopped_early ? fmt::format("Stopped early: {}. ", *run.stopped_early) : "";
  if (const auto errors = tally.of(Verdict::error); errors > 0) {
    text += counted(errors, "result is a fault", "results are faults") +
            " of conform itself: please report it. ";
  }
  text += summary_of_run.server();
  const auto untried = summary_of_run.untried();
  return untried.empty() ? text : text + " " + untried;
}

std::string objections(const Closing& run) {
  if (run.objections.empty()) return "";
  std::string out = "<ul class=\"objections\">\n";
  for (const auto& one : run.objections) out += fmt::format("<li>{}</li>\n", escape_html(one));
  return out + "</ul>\n";
}

std::string fact(std::string_view name, std::string_view value, std::string_view kind = "") {
  return fmt::format("<div{}><dt>{}</dt><dd>{}</dd></div>\n", kind, name, escape_html(value));
}

/// "2026-01-02 03:04:05 UTC" of an RFC 3339 time in UTC.
std::string readable(const std::string& rfc3339) {
  constexpr std::size_t date = 10;
  constexpr std::size_t to_the_second = 19;
  if (rfc3339.size() < to_the_second) return "not known";
  return fmt::format("{} {} UTC", rfc3339.substr(0, date),
                     rfc3339.substr(date + 1, to_the_second - date - 1));
}

std::string facts(const ordered_json& document) {
  const std::chrono::duration<double> took(document["seconds"].get<double>());
  return "<dl class=\"facts\">\n" + fact("Target", text_of(document["target"]), " class=\"wide\"") +
         fact("Started", readable(text_of(document["started"]))) +
         fact("Took", in_words(std::chrono::duration_cast<Duration>(took))) +
         fact("Exchanges", fmt::format("{}", document["exchange_count"].get<std::size_t>())) +
         fact("Run", text_of(document["run"])) + "</dl>\n";
}

std::string counts(const Tally& tally) {
  constexpr auto failing =
      std::to_array({Verdict::fail, Verdict::unstable, Verdict::error, Verdict::warn});
  constexpr auto others =
      std::to_array({Verdict::blocked, Verdict::inconclusive, Verdict::skip, Verdict::pass});
  std::string out = "<p class=\"counts\">";
  const auto add = [&](std::string_view name, std::size_t count) {
    if (count > 0) out += fmt::format("<span class=\"{0}\"><b>{1}</b> {0}</span>\n", name, count);
  };
  for (const auto verdict : failing) add(to_string(verdict), tally.of(verdict));
  add("known", tally.known());
  for (const auto verdict : others) add(to_string(verdict), tally.of(verdict));
  return out + "</p>\n";
}

std::string again(const std::string& command) {
  if (command.empty()) return "";
  return fmt::format("<div class=\"again\">\n<p>Run it again</p>\n<pre>{}</pre>\n</div>\n",
                     escape_html(command));
}

/// How the page speaks of what was judged.
struct SubjectWords {
  std::string_view tested;
  std::string_view who;
};

SubjectWords words_for(std::string_view subject) {
  if (subject == "client") return {"a client of Durable Streams", "the client"};
  if (subject == "traffic") {
    return {"a Durable Streams server and its clients", "the server or the clients"};
  }
  return {"a Durable Streams server", "the server"};
}

// ---- for readers without scripts ----------------------------------------------------------------

bool is_failure(const ordered_json& scenario) {
  const std::string verdict = text_of(scenario["verdict"]);
  return verdict == "fail" || verdict == "unstable" || verdict == "error" || verdict == "warn";
}

std::string plain_entry(const ordered_json& scenario,
                        const std::map<std::string, std::string>& requirements) {
  const std::string kind = scenario.contains("known") ? "known" : text_of(scenario["verdict"]);
  std::string out =
      fmt::format("<div class=\"entry\">\n<h3><span class=\"{0}\">{0}</span> {1}</h3>\n", kind,
                  escape_html(text_of(scenario["title"])));
  for (const auto& id : scenario["requirements"]) {
    const auto words = requirements.find(text_of(id));
    out += fmt::format("<p>{}{}</p>\n", escape_html(text_of(id)),
                       words == requirements.end() ? "" : ": " + escape_html(words->second));
  }
  out += fmt::format("<pre>{}\n{}</pre>\n</div>\n", escape_html(text_of(scenario["id"])),
                     escape_html(text_of(scenario["message"])));
  return out;
}

std::string plain(const ordered_json& document) {
  std::map<std::string, std::string> requirements;
  for (const auto& one : document["requirements"])
    requirements[text_of(one["id"])] = text_of(one["text"]);
  std::string out = "<section>\n<h2>Failures</h2>\n";
  std::size_t count = 0;
  for (const auto& scenario : document["scenarios"]) {
    if (is_failure(scenario) && ++count <= max_plain_entries)
      out += plain_entry(scenario, requirements);
  }
  if (count == 0) out += "<p>No failures.</p>\n";
  if (count > max_plain_entries) {
    out += fmt::format("<p>… and {} more.</p>\n", count - max_plain_entries);
  }
  return out +
         "<p class=\"intro\">The exchanges and the matrix of all requirements need a browser with "
         "JavaScript.</p>\n</section>\n";
}

}  // namespace

Html::Html(const Catalogue& catalogue, Commands commands)
    : catalogue_(catalogue), commands_(std::move(commands)) {
  commands_.again = clean_text(commands_.again);
  commands_.of_target = clean_text(commands_.of_target);
  commands_.again_campaign = clean_text(commands_.again_campaign);
}

void Html::on(const Entry& entry) {
  summary_.on(entry);
  json_.on(entry);
  if (const auto* run = std::get_if<Opening>(&entry)) campaign_ = run->campaign;
  if (const auto* finding = std::get_if<Finding>(&entry)) {
    (finding->suite == client_suite ? judges_client_ : judges_server_) = true;
    statuses_.add(*finding);
    tally_.add(*finding);
  }
  if (const auto* run = std::get_if<Closing>(&entry)) closing_ = *run;
}

std::string Html::subject() const {
  if (!judges_client_) return "server";
  return judges_server_ ? "traffic" : "client";
}

ordered_json Html::data() const {
  ordered_json out = json_.document();
  out["subject"] = subject();
  out["command_for_one"] = commands_.of_target;
  out["requirements"] = requirements_data(catalogue_);
  for (std::size_t i = 0; i < catalogue_.requirements.size(); ++i) {
    out["requirements"][i]["standing"] = to_string(statuses_.of(catalogue_.requirements[i].id));
  }
  out["sections"] = sections_data(catalogue_);
  out["rulings"] = rulings_data(catalogue_);
  out["suites"] = suites_data(catalogue_);
  return out;
}

std::string Html::heading(const ordered_json& document) const {
  return fmt::format(
      "<div class=\"{}\">\n<p class=\"overline\">conform {}: {} against the "
      "protocol</p>\n<h1>{}</h1>\n<p class=\"lede\">{}</p>\n<p "
      "class=\"gate\">{}</p>\n{}</div>\n{}{}{}",
      class_of(summary_.status()), escape_html(text_of(document["conform"])),
      words_for(subject()).tested, summary_.title(),
      escape_html(summary(summary_, tally_, closing_)), escape_html(summary_.gate()),
      objections(closing_), facts(document), counts(tally_),
      again(campaign_ ? commands_.again_campaign : commands_.again));
}

std::string Html::text() const {
  Page page;
  page.data = data();
  page.title = fmt::format("{}: {}", summary_.title(), text_of(page.data["target"]));
  page.heading = heading(page.data);
  page.plain = plain(page.data);
  page.footer = fmt::format(
      "A pass means that {} did what is required in this run. Skipped tests were not run. "
      "Credentials are left out.",
      words_for(subject()).who);
  page.views = {"exchange.js", "verdict.js", campaign_ ? "campaign.js" : "run.js"};
  return to_html(page);
}

}  // namespace conform::reports
