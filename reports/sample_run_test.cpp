#include "reports/sample_run_test.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "harness/run/root_causes.hpp"
#include "reports/text/code_point.hpp"

namespace conform::reports {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Instant start{std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) +
                        std::chrono::hours(3) + milliseconds(45'678)};

Exchange exchange(std::uint64_t number, http::Request request, http::Response response) {
  Exchange out;
  out.number = number;
  out.request = std::move(request);
  out.response = std::move(response);
  out.outcome = Outcome::complete;
  out.sent = start + milliseconds(number);
  out.first_byte = out.sent + microseconds(3140);
  out.done = out.first_byte + microseconds(60);
  out.http_version = "1.1";
  return out;
}

const std::string stream_url = "http://localhost:4437/v1/streams/append.seq-compares-bytes-7f3a";

Exchange append_of(std::uint64_t number, std::string seq, std::string body, int status) {
  auto out = exchange(number,
                      {"POST",
                       stream_url,
                       {{"Authorization", "Bearer s3cr3t-token"},
                        {"Content-Type", "text/plain"},
                        {"Stream-Seq", std::move(seq)}},
                       std::move(body)},
                      {status,
                       {{"Date", "Fri, 02 Jan 2026 03:00:45 GMT"},
                        {"Stream-Next-Offset", "0000000000000000_0000000000000011"}},
                       ""});
  return out;
}

Result result(std::string id, Verdict verdict, std::string message) {
  Result out;
  out.suite = id.substr(0, id.find('.'));
  out.title = "What " + id + " is about";
  out.id = std::move(id);
  out.verdict = verdict;
  out.requirements = {"4/anything"};
  out.took = milliseconds(12);
  out.message = std::move(message);
  out.place = "suites/durable-streams/" + out.suite + ".toml:12";
  return out;
}

Result silent_reader() {
  Result out = result("live.long-poll-wakes", Verdict::fail, "No response within 5 s.");
  out.title = "A long-poll returns as soon as data is appended";
  out.requirements = {"5.7/wakes", "5.7/up-to-date"};
  auto silent = exchange(31, {"GET", stream_url + "?offset=now&live=long-poll", {}, ""}, {});
  silent.label = "reader";
  silent.outcome = Outcome::timed_out;
  silent.first_byte = silent.sent;
  silent.done = silent.sent + milliseconds(5000);
  out.took = milliseconds(5031);
  out.evidence = Evidence{"a response within 5 s of the append", "", {silent}, ""};
  return out;
}

Result broken_rule() {
  Result out = result("judge.sse-control-last", Verdict::fail,
                      "3 of 41 exchanges broke this rule, the first is shown.");
  out.title = "Every batch of data events is followed by a control event";
  out.requirements = {"5.8/control-follows"};
  out.ruling = "R2";
  out.place.clear();
  auto live = exchange(52, {"GET", stream_url + "?offset=-1&live=sse", {}, ""},
                       {200, {{"Content-Type", "text/event-stream"}}, "data…"});
  live.outcome = Outcome::closed_by_us;
  live.done = live.sent + milliseconds(812);
  http::SseEvent data;
  data.type = "data";
  data.data = "first line\nsecond \"line\"";
  live.events = {{data, live.sent + milliseconds(4)}, {data, live.sent + milliseconds(800)}};
  live.has_partial_event = true;
  out.evidence =
      Evidence{"event: control after event: data", "event: data\nevent: data", {live}, ""};
  return out;
}

Result unfollowed_should() {
  Result out = result("create.location", Verdict::warn, "The 201 has no Location.");
  out.level = Level::should;
  out.requirements = {"5.1/location"};
  out.evidence = Evidence{"Location present", "Location absent", {}, "curl -i -X PUT …"};
  return out;
}

void rank(RunFinished& finished, const std::vector<Event>& events) {
  RootCauses causes;
  for (const auto& event : events) {
    const auto* reached = std::get_if<ResultReached>(&event);
    if (reached != nullptr && !reached->result.known) causes.add(reached->result);
  }
  set_ranking(finished, causes);
}

RunFinished finished_after(const std::vector<Event>& events) {
  RunFinished out;
  out.took = milliseconds(6210);
  out.at = start + out.took;
  out.exchanges = 211;
  for (const auto& event : events) {
    if (const auto* reached = std::get_if<ResultReached>(&event)) {
      ++out.summary[reached->result.verdict];
    }
  }
  rank(out, events);
  out.conclusion = conclusion_of(out);
  return out;
}

const std::string nasty =
    std::string("\x1b[2J\x1b]0;owned\x07 \r\n]]> </failure> & \0 \xff\xfe \xc0\xaf ", 42) +
    "\xed\xa0\x80 \xf4\x90\x80\x80 \u202egnp.exe \u200b \ufffe \ufeff \u0085 \"'\\";

}  // namespace

Context sample_context() {
  Context out;
  out.version = "0.1.0";
  out.secrets.learn_header("X-Tenant-Key", "");
  out.requirement_text = [](std::string_view id) -> std::string {
    if (id == "5.2/seq-lexicographic") {
      return "Stream-Seq values are compared byte by byte, and a value that is not greater than "
             "the "
             "last one accepted is refused with 409.";
    }
    if (id == "5.1/location") return "A response that creates a stream names its URL in Location.";
    if (id == "5.7/wakes") return "A waiting long-poll is answered when data arrives.";
    if (id == "5.8/control-follows") return "A control event follows every batch of data events.";
    return "";
  };
  return out;
}

Result sample_failure() {
  Result out = result("append.seq-compares-bytes", Verdict::fail,
                      "Step 3: the append was accepted, though \"10\" sorts before \"2\".");
  out.title = "Stream-Seq compares as bytes, not as a number";
  out.requirements = {"5.2/seq-lexicographic"};
  out.ruling = "R3";
  out.why =
      "A writer that numbers its appends loses data when the comparison is not what it thinks.";
  out.evidence =
      Evidence{"status 409",
               "status 204",
               {exchange(11, {"PUT", stream_url, {{"Content-Type", "text/plain"}}, ""},
                         {201, {{"Stream-Next-Offset", "0000000000000000_0000000000000000"}}, ""}),
                append_of(12, "2", "first", 204), append_of(13, "10", "second", 204)},
               "S=" + stream_url +
                   "\ncurl -i -X PUT \"$S\" -H 'Content-Type: text/plain'\n"
                   "curl -i -X POST \"$S\" -H 'Content-Type: text/plain' -H 'Stream-Seq: 2' "
                   "--data-binary first\n"
                   "curl -i -X POST \"$S\" -H 'Content-Type: text/plain' -H 'Stream-Seq: 10' "
                   "--data-binary second"};
  return out;
}

std::vector<Event> sample_run() {
  std::vector<Event> out;
  out.emplace_back(
      RunStarted{"http://localhost:4437/v1/streams",
                 "7f3a",
                 start,
                 {{"append", Presence::there, "POST answered 204"},
                  {"sse", Presence::there, "GET with live=sse answered text/event-stream"},
                  {"forks", Presence::absent, "PUT with Stream-Forked-From answered 501"},
                  {"subscriptions", Presence::absent,
                   "GET /v1/streams/__ds answered 404 Not Found, "
                   "and so did every other place where it could be"}},
                 21});
  const auto reach = [&out](Result reached) {
    out.emplace_back(ResultReached{std::move(reached)});
  };
  for (int n = 1; n <= 6; ++n) reach(result(fmt::format("create.case-{}", n), Verdict::pass, ""));
  reach(unfollowed_should());
  reach(sample_failure());
  for (int n = 1; n <= 3; ++n) reach(result(fmt::format("append.case-{}", n), Verdict::pass, ""));
  for (int n = 1; n <= 2; ++n) {
    reach(result(fmt::format("append.late-{}", n), Verdict::blocked,
                 "Step 1, PUT {s}, answered 500: see create.with-ttl."));
  }
  reach(silent_reader());
  reach(result("live.window", Verdict::inconclusive, "The window of 600 ms was missed 5 times."));
  for (int n = 1; n <= 3; ++n) {
    reach(result(fmt::format("forks.case-{}", n), Verdict::skip,
                 "no forks: PUT with Stream-Forked-From answered 501"));
  }
  reach(result("subscriptions.create", Verdict::skip, "no subscriptions: GET answered 404"));
  reach(broken_rule());
  out.emplace_back(
      BehaviourObserved{"profile.ttl-zero", "Stream-TTL: 0", "PUT 201, then HEAD 404"});
  out.emplace_back(BehaviourObserved{
      "profile.cursor", "Stream-Cursor, and when",
      "a cursor of this length needs a second line: 334188533418853341885334188533"});
  reach(result("judge.itself", Verdict::error, "The rule threw: vector::at."));
  RunFinished end = finished_after(out);
  end.start_with = "append.seq-compares-bytes";
  end.notes = {"2 streams could not be deleted: append.a-7f3a, append.b-7f3a"};
  out.emplace_back(std::move(end));
  return out;
}

std::vector<Event> gated_run() {
  std::vector<Event> out = sample_run();
  std::get<RunStarted>(out.front()).shard = {2, 3};
  for (auto& event : out) {
    auto* reached = std::get_if<ResultReached>(&event);
    if (reached == nullptr || reached->result.id != "live.long-poll-wakes") continue;
    reached->result.known = Known{"#12: long polls wake late", "2027-01-31"};
  }
  rank(std::get<RunFinished>(out.back()), out);
  std::get<RunFinished>(out.back()).objections = {
      "outdated: create.case-1 passes; remove it from known.toml:12"};
  return out;
}

std::vector<Event> hostile_run() {
  std::vector<Event> out;
  out.emplace_back(RunStarted{nasty, nasty, start, {{nasty, Presence::absent, nasty}}, 8});
  for (const Verdict verdict : all_verdicts) {
    Result bad = result("nasty." + nasty, verdict, nasty);
    bad.suite = bad.title = bad.place = bad.why = bad.ruling = nasty;
    bad.requirements = {nasty};
    auto sent =
        exchange(1, {nasty, nasty, {{nasty, nasty}}, nasty}, {200, {{nasty, nasty}}, nasty});
    sent.problem = sent.label = sent.http_version = nasty;
    sent.outcome = Outcome::cut_short;
    auto large = sent;
    large.response.body = std::string(std::size_t{3} << 20, '\xf0');
    bad.evidence = Evidence{nasty, std::string(std::size_t{2} << 20, '\x1b'), {sent, large}, nasty};
    out.emplace_back(ResultReached{std::move(bad)});
  }
  out.emplace_back(BehaviourObserved{nasty, nasty, nasty});
  RunFinished end = finished_after(out);
  end.start_with = "nasty." + nasty;
  end.notes = end.objections = {nasty};
  end.stopped_early = nasty;
  end.conclusion = Conclusion::not_judged;
  out.emplace_back(std::move(end));
  return out;
}

std::vector<Event> interrupted_run() {
  RunFinished end;
  end.at = start + milliseconds(900);
  end.took = milliseconds(900);
  end.stopped_early = "interrupted";
  return {RunStarted{"http://localhost:4437", "7f3a", start, {}, 60}, end};
}

void emit(Report& report, const std::vector<Event>& events) {
  const Context context = sample_context();
  for (const auto& event : events) report.on(entry_of(event, context));
}

void expect_approved(const std::string& name, const std::string& text) {
  const std::string approved = std::string(CONFORM_SOURCE_DIR) + "/reports/approved/" + name;
  std::ostringstream wanted;
  wanted << std::ifstream(approved, std::ios::binary).rdbuf();
  if (wanted.str() == text) return;
  const std::string received = testing::TempDir() + name;
  std::ofstream(received, std::ios::binary) << text;
  ADD_FAILURE() << "The output is not the approved one. Look at\n  diff " << approved << " "
                << received;
}

bool is_clean(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const bool control = point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0);
    if (!point.valid || (control && point.value != '\n')) return false;
    text.remove_prefix(point.bytes);
  }
  return true;
}

}  // namespace conform::reports
