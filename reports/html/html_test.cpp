#include "reports/html/html.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "reports/html/proof_page.hpp"
#include "reports/sample_live_page_test.hpp"
#include "reports/sample_run_test.hpp"

namespace conform::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

Catalogue sample_catalogue() {
  Catalogue out;
  const auto add = [&](std::string id, Level level, std::string text) {
    Requirement requirement;
    requirement.id = std::move(id);
    requirement.level = level;
    requirement.text = std::move(text);
    out.requirements.push_back(std::move(requirement));
  };
  add("4/anything", Level::must, "Anything.");
  add("5.1/location", Level::should, "A response that creates a stream names its URL.");
  add("5.2/seq-lexicographic", Level::must, "Stream-Seq values are compared byte by byte.");
  add("5.7/wakes", Level::must, "A waiting long-poll is answered when data arrives.");
  add("5.9/nobody", Level::must, "Nothing is about this.");
  out.requirements.back().excused = "it cannot be seen";
  out.sections = {{"5.2", "Append to Stream"}};
  out.rulings = {{"R3", "Which error first?", "The exact tuple that closed."}};
  return out;
}

std::string page_of(const std::vector<Event>& events) {
  const Catalogue catalogue = sample_catalogue();
  Html report(catalogue, {"conform --target http://localhost:4437/v1/streams --level must",
                          "conform --target http://localhost:4437/v1/streams"});
  emit(report, events);
  return report.text();
}

/// A campaign with two findings, one of them intermittent.
std::string campaign_page(const std::string& markup = "") {
  const Catalogue catalogue = sample_catalogue();
  Html report(catalogue, {"conform", "conform"});
  auto opening = entry_of(sample_run().front(), sample_context());
  std::get<Opening>(opening).campaign = true;
  report.on(opening);
  for (const bool stable : {true, false}) {
    Finding found = finding(sample_failure(), sample_context());
    found.id = stable ? "found-1.seq-compares" : "found-2.seq-compares";
    found.suite = "found";
    if (!stable) found.verdict = Verdict::unstable;
    found.replay = Replay{"f/findings/" + found.id + ".toml" + markup, "f/findings/1.txt" + markup,
                          "f/findings/1.sh" + markup, stable ? 5U : 2U, 5};
    report.on(found);
  }
  for (const auto verdict : {Verdict::pass, Verdict::pass, Verdict::skip}) {
    Finding rule;
    rule.id = fmt::format("rule-{}", to_string(verdict));
    rule.suite = "judge";
    rule.title = "A rule";
    rule.verdict = verdict;
    report.on(rule);
  }
  report.on(entry_of(sample_run().back(), sample_context()));
  return report.text();
}

json data_of(const std::string& html) {
  const std::string tag = "id=\"data\">";
  const auto begin = html.find(tag) + tag.size();
  return json::parse(html.substr(begin, html.find("</script>", begin) - begin));
}

/// Everything before the data: what a reader without scripts sees.
std::string plain_part(const std::string& html) {
  return html.substr(0, html.find("<script type=\"application/json\""));
}

TEST(Html, BeginsWithTheVerdict) {
  const std::string html = plain_part(page_of(sample_run()));
  EXPECT_THAT(html, HasSubstr("<title>Not conformant: http://localhost:4437/v1/streams</title>"));
  EXPECT_THAT(html, HasSubstr("<h1>Not conformant</h1>"));
  EXPECT_THAT(html, HasSubstr("<b>3</b> fail"));
  EXPECT_THAT(html, HasSubstr("2026-01-02 03:00:45 UTC"));
  EXPECT_THAT(html, HasSubstr("conform --target http://localhost:4437/v1/streams --level must"));
  EXPECT_THAT(page_of(interrupted_run()), HasSubstr("Stopped early: interrupted."));
  RunStarted whole;
  whole.available = 1;
  RunFinished conformant;
  conformant.conclusion = Conclusion::conformant;
  EXPECT_THAT(page_of({whole, ResultReached{Result{}}, conformant}),
              HasSubstr("<h1>Conformant</h1>"));
}

/// Results about clients, and about a server too, if it was judged.
std::string page_about_clients(bool judges_server) {
  Result of_client;
  of_client.id = "client.query-order";
  of_client.suite = "client";
  of_client.requirements = {"10.1/query-order"};
  std::vector<Event> events{RunStarted{}, ResultReached{of_client}};
  if (judges_server) events.emplace_back(ResultReached{Result{}});
  events.emplace_back(RunFinished{});
  return page_of(events);
}

TEST(Html, SaysWhoWasJudged) {
  EXPECT_THAT(page_of(sample_run()), HasSubstr(": a Durable Streams server against the protocol"));
  const std::string both = page_about_clients(true);
  EXPECT_THAT(both, HasSubstr(": a Durable Streams server and its clients against the protocol"));
  EXPECT_EQ(data_of(both)["subject"], "traffic");
  const std::string clients = page_about_clients(false);
  EXPECT_THAT(clients, HasSubstr(": a client of Durable Streams against the protocol"));
  EXPECT_THAT(plain_part(clients), Not(HasSubstr("server did")));
  EXPECT_EQ(data_of(clients)["subject"], "client");
}

TEST(Html, TellsWhatIsKnownAndWhatIsObjected) {
  const std::string html = plain_part(page_of(gated_run()));
  EXPECT_THAT(html, HasSubstr("<b>2</b> fail"));
  EXPECT_THAT(html, HasSubstr("<b>1</b> known"));
  EXPECT_THAT(html,
              HasSubstr("<li>outdated: create.case-1 passes; remove it from known.toml:12</li>"));
}

TEST(Html, SaysWhatIsBrokenWithoutAnyScript) {
  const std::string html = plain_part(page_of(sample_run()));
  EXPECT_THAT(html, HasSubstr("Stream-Seq compares as bytes, not as a number"));
  EXPECT_THAT(html, HasSubstr("Stream-Seq values are compared byte by byte."));
  EXPECT_THAT(html, HasSubstr("&quot;10&quot; sorts before &quot;2&quot;."));
  EXPECT_THAT(html, Not(HasSubstr("What create.case-1 is about")));
}

TEST(Html, HoldsEachRequirementAndHowItStands) {
  const json data = data_of(page_of(sample_run()));
  std::map<std::string, std::string> standings;
  for (const auto& one : data["requirements"]) standings[one["id"]] = one["standing"];
  EXPECT_EQ(standings["4/anything"], "proven");
  EXPECT_EQ(standings["5.1/location"], "unfollowed");
  EXPECT_EQ(standings["5.2/seq-lexicographic"], "broken");
  EXPECT_EQ(standings["5.9/nobody"], "unjudged");
  EXPECT_EQ(data["requirements"][4]["excused"], "it cannot be seen");
  EXPECT_EQ(data["sections"]["5.2"], "Append to Stream");
  EXPECT_EQ(data["rulings"]["R3"]["question"], "Which error first?");
  EXPECT_EQ(data["command_for_one"], "conform --target http://localhost:4437/v1/streams");
}

TEST(Html, IsBoundedAndHarmlessWhateverAServerSends) {
  const std::string html = page_of(hostile_run());
  EXPECT_TRUE(is_clean(html));
  EXPECT_LT(html.size(), std::size_t{400} << 10);
  EXPECT_THAT(html, Not(HasSubstr("</failure>")));
  EXPECT_EQ(data_of(html)["scenarios"].size(), 8U);
}

// ---- in a real browser --------------------------------------------------------------------------

/// A server that responds with markup, and suites that contain it as well.
std::vector<Event> attack() {
  const std::string markup =
      "</script><script>document.title='owned';alert(1)</script><img src=x onerror=alert(2)>"
      "<!--<style>*{display:none}</style>\"'><svg onload=alert(3)>\u202e]]>{{style}}";
  std::vector<Event> events = sample_run();
  for (const Verdict verdict : all_verdicts) {
    Result result = sample_failure();
    result.id = fmt::format("attack.{}[{}]", to_string(verdict), markup);
    result.verdict = verdict;
    result.suite = result.title = result.message = result.why = result.place = markup;
    result.requirements = {"5.2/seq-lexicographic", markup};
    result.ruling = markup;
    result.evidence->expected = result.evidence->got = result.evidence->curl = markup;
    for (auto& exchange : result.evidence->exchanges) {
      exchange.label = exchange.problem = exchange.response.body = markup;
      exchange.response.headers.add(markup, markup);
      exchange.outcome = Outcome::not_http;
    }
    events.insert(events.end() - 1, ResultReached{std::move(result)});
  }
  events.insert(events.end() - 1, BehaviourObserved{markup, markup, markup});
  std::get<RunStarted>(events.front()).capabilities.push_back({markup, Presence::there, markup});
  std::get<RunFinished>(events.back()).notes.push_back(markup);
  return events;
}

std::vector<Event> large_run(int results) {
  std::vector<Event> events = sample_run();
  const Event end = events.back();
  events.pop_back();
  for (int n = 0; n < results; ++n) {
    Result result = sample_failure();
    result.id = fmt::format("append.number-{}", n);
    if (n % 10 != 0) {
      result.verdict = Verdict::pass;
      result.message.clear();
      result.evidence.reset();
    }
    events.emplace_back(ResultReached{std::move(result)});
  }
  events.push_back(end);
  return events;
}

Proof sample_proof() {
  Proof proof;
  Trial killed;
  killed.defect = {"sequence.as-number", "Stream-Seq compares as a number", "5.2/seq-lexicographic",
                   nullptr};
  killed.killers = {"sequence.lower-409[more digits]", "sequence.greater"};
  killed.first = killed.killers.front();
  killed.first_message = "expected status 409, got status 204";
  killed.first_cites = {"5.2/seq-lexicographic"};
  Trial survivor;
  survivor.defect = {"sequence.subtle", "Nobody sees <this>", "5.2/seq-lexicographic", nullptr};
  proof.trials = {killed, survivor};
  proof.idle = {"create.new-stream"};
  return proof;
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// A page, and what it gets when it asks: with markup in all that passed.
void write_live_page(const std::filesystem::path& folder) {
  const std::string markup = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
  std::filesystem::create_directories(folder);
  LivePage page = sample_live_page();
  write(folder / "index.html", page.html());
  write(folder / "state-0", page.state({}, sample_time(1)));
  auto violation = sample_violation("client.query-order");
  violation.mismatch.got += markup;
  auto exchange = sample_exchange(2);
  exchange.request.target += markup;
  exchange.response.body = markup;
  page.add(violation, exchange, "client");
  page.add_trouble(markup, sample_time(2));
  write(folder / "state-1", page.state({.exchanges = 7, .by_client = 1}, sample_time(3)));
  auto worse = sample_violation("judge.append-status");
  page.add(worse, sample_exchange(4), "server");
  write(folder / "state-2",
        page.state({.exchanges = 107, .by_server = 1, .by_client = 1}, sample_time(5)));
}

TEST(Html, WorksInABrowser) {
  if (std::system("command -v chromium python3 >/dev/null") != 0) GTEST_SKIP() << "no chromium";
  const std::filesystem::path folder =
      testing::TempDir() + "conform-pages-" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  write(folder / "run.html", page_of(sample_run()));
  write(folder / "attack.html", page_of(attack()));
  write(folder / "gated.html", page_of(gated_run()));
  write(folder / "campaign.html", campaign_page());
  write(folder / "campaign-attack.html", campaign_page("</script><img src=x onerror=alert(1)>\"'"));
  write(folder / "large.html", page_of(large_run(5000)));
  write(folder / "proof.html",
        proof_html(sample_proof(), sample_catalogue(), "0.1.0", "conform prove"));
  write_live_page(folder / "live");
  const std::string script = std::string(CONFORM_SOURCE_DIR) + "/reports/html/browser_test.py";
  EXPECT_EQ(std::system(fmt::format("python3 '{}' '{}'", script, folder.string()).c_str()), 0);
}

TEST(Proof, BeginsWithWhatNobodyNoticed) {
  const std::string html = proof_html(sample_proof(), sample_catalogue(), "0.1.0", "conform prove");
  EXPECT_THAT(plain_part(html), HasSubstr("<h1>One bug survived</h1>"));
  EXPECT_THAT(plain_part(html), HasSubstr("<p>Nobody sees &lt;this&gt;</p>"));
  const json data = data_of(html);
  EXPECT_EQ(data["matrix"][0]["blamed_right"], true);
  EXPECT_EQ(data["idle_scenarios"], json({"create.new-stream"}));
}

}  // namespace
}  // namespace conform::reports
