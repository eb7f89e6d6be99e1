#include "harness/run/attempt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "harness/http/media_type.hpp"
#include "harness/http/url.hpp"
#include "harness/judge/quote.hpp"
#include "harness/judge/webhook_signature.hpp"
#include "harness/run/capture.hpp"
#include "harness/run/request_builder.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

/// A live read lasts as long as its scenario, which is bounded step by step.
constexpr Duration live_limit = 1h;
/// Nothing tells when a server has begun to wait. Most have after this time, which makes what
/// follows a better test; no verdict rests on it.
constexpr Duration usual_head_start = 100ms;
/// After a wait that was over too early, it is seen whether the server can wait for longer.
constexpr Duration long_head_start = 1500ms;
/// A retry, a lease or a wake is due after its own time (7.1, 7.3), however soon other answers are
/// asked for.
constexpr Duration protocols_time = 5s;
/// An answer may be so long on its way, or longer where others were slow.
constexpr Duration way_back = 1s;
/// What has come before a silence is over may be read a moment after.
constexpr Duration reading_time = 25ms;
constexpr std::size_t most_pages = 10'000;
constexpr std::size_t most_remembered = 64;
constexpr std::size_t most_deliveries_kept = 64;
constexpr std::size_t most_body_bytes_remembered = 4096;

/// Whatever has expired by then or not, a server answers, and answers in HTTP.
bool no_lateness_explains(const Exchange& exchange) {
  const bool broken = exchange.outcome != Outcome::complete &&
                      exchange.outcome != Outcome::pending &&
                      exchange.outcome != Outcome::closed_by_us;
  return broken || exchange.response.status >= 500;
}

bool is_true(const http::Headers& headers, std::string_view name) {
  const auto value = headers.find(name);
  return value && http::equals_ignoring_case(*value, "true");
}

bool is_base64(const Exchange& exchange) {
  const auto encoding = exchange.response.headers.find("stream-sse-data-encoding");
  return encoding && http::equals_ignoring_case(*encoding, "base64");
}

bool is_long_poll(std::string_view target) {
  return target.find("live=long-poll") != std::string_view::npos;
}

std::string join_pages(const std::vector<std::string>& pages, std::string_view content_type) {
  std::string joined;
  if (!http::is_json(content_type)) {
    for (const auto& page : pages) joined += page;
    return joined;
  }
  for (const auto& page : pages) {
    const auto open = page.find('[');
    const auto close = page.rfind(']');
    // What is no array stays as it is: the comparison will say so.
    if (open == std::string::npos || close == std::string::npos || close < open) return page;
    const auto inner = page.substr(open + 1, close - open - 1);
    if (inner.find_first_not_of(" \t\r\n") == std::string::npos) continue;
    joined += (joined.empty() ? "" : ",") + inner;
  }
  return "[" + joined + "]";
}

AttemptEnd void_ending(std::size_t step, std::string reason) {
  return {.kind = AttemptEnd::Kind::void_,
          .step = step,
          .expected = {},
          .got = {},
          .reason = std::move(reason),
          .exchange = 0,
          .observed = {},
          .observation = {}};
}

std::string shortened(const std::string& body) {
  if (body.size() <= most_body_bytes_remembered) return body;
  return fmt::format("{}… {} bytes more", body.substr(0, most_body_bytes_remembered),
                     body.size() - most_body_bytes_remembered);
}

const RequestSpec* request_of(const Step& step) {
  if (const auto* send = std::get_if<SendStep>(&step.action)) return &send->request;
  if (const auto* read = std::get_if<ReadStep>(&step.action)) return &read->request;
  if (const auto* open = std::get_if<OpenStep>(&step.action)) return &open->request;
  return nullptr;
}

/// Whether what a step sends, its body aside, holds something that the server sent before.
bool repeats_the_server(const Scenario& scenario, std::size_t index) {
  const RequestSpec* request = request_of(scenario.steps[index]);
  if (request == nullptr) return false;
  std::string text = request->target;
  for (const auto& [name, value] : request->query) text += value;
  for (const auto& [name, value] : request->headers) text += value;
  const auto saved_before = [&](const Step& step) {
    return std::any_of(step.save.begin(), step.save.end(), [&](const Save& save) {
      return text.find(fmt::format("{{{}}}", save.variable)) != std::string::npos;
    });
  };
  const auto end = scenario.steps.begin() + static_cast<std::ptrdiff_t>(index);
  return std::any_of(scenario.steps.begin(), end, saved_before);
}

/// Departures that are independent are all told, each once, the first few (R39).
Departure told_together(const std::vector<Departure>& departures) {
  constexpr std::size_t most_told = 3;
  Departure all = departures.front();
  std::set<std::string> told{all.expected};
  for (const auto& one : departures) {
    if (told.size() == most_told) break;
    if (!told.insert(one.expected).second) continue;
    all.expected += "; and " + one.expected;
    all.got += "; and " + one.got;
  }
  return all;
}

/// A copy to keep, without the bulk of large bodies.
Exchange keepsake(const Exchange& exchange) {
  Exchange kept;
  kept.number = exchange.number;
  kept.scenario = exchange.scenario;
  kept.stream = exchange.stream;
  kept.label = exchange.label;
  kept.request = {exchange.request.method, exchange.request.target, exchange.request.headers,
                  shortened(exchange.request.body)};
  kept.response = {exchange.response.status, exchange.response.headers,
                   shortened(exchange.response.body)};
  kept.outcome = exchange.outcome;
  kept.problem = exchange.problem;
  kept.sent = exchange.sent;
  kept.first_byte = exchange.first_byte;
  kept.done = exchange.done;
  kept.has_partial_event = exchange.has_partial_event;
  kept.http_version = exchange.http_version;
  for (const auto& seen : exchange.events) {
    kept.events.push_back({{.type = seen.event.type,
                            .data = shortened(seen.event.data),
                            .id = seen.event.id,
                            .lines = {}},
                           seen.at});
  }
  return kept;
}

}  // namespace

Attempt::Attempt(const Scenario& scenario, const Surroundings& surroundings, std::string word)
    : scenario_(scenario),
      around_(surroundings),
      word_(std::move(word)),
      variables_(surroundings.target, scenario, word_) {}

Attempt::~Attempt() {
  stop_timer();
  if (waking_) around_.transport.cancel_timer(*waking_);
  around_.hooks.forget(word_);
}

void Attempt::start(std::function<void(const AttemptEnd&)> on_ending,
                    std::function<void(bool)> on_idle) {
  on_ending_ = std::move(on_ending);
  on_idle_ = std::move(on_idle);
  const bool receives =
      std::any_of(scenario_.steps.begin(), scenario_.steps.end(),
                  [](const Step& one) { return std::holds_alternative<ReceiveStep>(one.action); });
  if (receives || scenario_.uses_hook) {
    const auto url = around_.hooks.url();
    if (!url) {
      end(void_ending(0, url.error()));
      return;
    }
    variables_.set_hook(*url + "/" + word_);
    around_.hooks.expect(word_, [this](const std::string& name, IncomingRequest request) {
      auto& queue = inbox_[name];
      if (queue.size() == most_deliveries_kept) {
        request.answer({.status = 503, .headers = {}, .body = {}});
        return;
      }
      queue.push_back({std::move(request), around_.transport.now()});
      wake();
    });
  }
  guard([this] { take_step(); });
}

void Attempt::guard(const std::function<void()>& part) {
  try {
    part();
  } catch (const std::exception& fault) {
    AttemptEnd ending = void_ending(step_, fault.what());
    ending.kind = AttemptEnd::Kind::faulted;
    end(ending);
  }
}

void Attempt::take_step() {
  step_began_ = around_.transport.now();
  look_ = nullptr;
  judged_ = 0;
  judged_read_.clear();
  silence_ = false;
  was_not_sent_ = false;
  // To see how long something lasts holds nobody up.
  on_idle_(!scenario_.observe.empty() && std::holds_alternative<AwaitStep>(step().action));
  std::visit([this](const auto& action) { take(action); }, step().action);
}

// ---- send ---------------------------------------------------------------------------------------

void Attempt::take(const SendStep& step) {
  past_caches_ = false;
  sent_.clear();
  sending_.clear();
  look_ = [this, &step] { look_at_sends(step); };
  send_next(step);
}

void Attempt::send_next(const SendStep& step) {
  sending_.clear();
  for (std::uint64_t i = 0; i < step.together; ++i) {
    variables_.set_count(sent_.size() + i + 1);
    sending_.push_back(start_recording(step.request, limit(),
                                       past_caches_ ? caches_.unused_query() : std::string()));
  }
}

void Attempt::look_at_sends(const SendStep& step) {
  if (!std::all_of(sending_.begin(), sending_.end(),
                   [](const auto& recording) { return recording->ended(); })) {
    return;
  }
  std::vector<Departure> departures;
  std::uint64_t first_wrong = 0;
  for (const auto& recording : sending_) {
    sent_.push_back(recording->release());
    note_answer(sent_.back());
    remember(sent_.back());
    variables_.set_count(sent_.size());
    auto found = conform::departures(expectation(), sent_.back(), fill());
    if (!found.empty() && first_wrong == 0) first_wrong = sent_.back().number;
    departures.insert(departures.end(), found.begin(), found.end());
  }
  const bool more = sent_.size() < step.times * step.together;
  if (departures.empty() && more) {
    send_next(step);
    return;
  }
  auto of_all = set_departures(expectation(), sent_, fill());
  departures.insert(departures.end(), of_all.begin(), of_all.end());
  const bool is_read = step.request.method == "GET" || step.request.method == "HEAD";
  if (!departures.empty() && is_read && asks_past_caches()) {
    sent_.clear();
    send_next(step);
    return;
  }
  const Exchange last = std::move(sent_.back());
  sent_.clear();
  judged_ = first_wrong == 0 ? last.number : first_wrong;
  conclude(last, std::move(departures));
}

// ---- read ---------------------------------------------------------------------------------------

void Attempt::take(const ReadStep& step) {
  past_caches_ = false;
  read_from_start(step);
}

void Attempt::read_from_start(const ReadStep& step) {
  page_offset_ = variables_.fill(step.from, step_began_);
  pages_.clear();
  look_ = [this, &step] { look_at_page(step); };
  request_page(step);
}

void Attempt::request_page(const ReadStep& step) {
  std::string query = "offset=" + http::percent_encode(page_offset_);
  if (past_caches_) query += "&" + caches_.unused_query();
  sending_.clear();
  sending_.push_back(start_recording(step.request, limit(), query));
}

/// A read is at its end where the answer says so, and where it brings nothing twice in a row or an
/// offset that does not move: that Stream-Up-To-Date is missing there is told by a rule.
bool Attempt::is_last_page(const Exchange& exchange) const {
  const auto next = exchange.response.headers.find("Stream-Next-Offset");
  const bool says_so = is_true(exchange.response.headers, "Stream-Up-To-Date") ||
                       is_true(exchange.response.headers, "Stream-Closed");
  const auto brings_nothing = [](const std::string& page) {
    return page.find_first_not_of("[] \t\r\n") == std::string::npos;
  };
  const bool came_empty = pages_.size() >= 2 && brings_nothing(pages_.back()) &&
                          brings_nothing(pages_[pages_.size() - 2]);
  return says_so || !next || *next == page_offset_ || came_empty || pages_.size() == most_pages;
}

void Attempt::look_at_page(const ReadStep& step) {
  if (!sending_.front()->ended()) return;
  Exchange exchange = sending_.front()->release();
  remember(exchange);
  const bool readable = exchange.outcome == Outcome::complete && exchange.response.status == 200;
  if (readable) pages_.push_back(exchange.response.body);
  if (readable && !is_last_page(exchange)) {
    page_offset_ = exchange.response.headers.find("Stream-Next-Offset").value_or("");
    request_page(step);
    return;
  }
  if (readable) {
    const auto type = exchange.response.headers.find("Content-Type");
    exchange.response.body = join_pages(pages_, type.value_or(""));
  }
  auto found = departures(expectation(), exchange, fill());
  if (!found.empty() && asks_past_caches()) {
    read_from_start(step);
    return;
  }
  conclude(exchange, std::move(found));
}

// ---- live reads ---------------------------------------------------------------------------------

void Attempt::take(const OpenStep& step) {
  look_ = [this, &step] { look_at_open(step, false); };
  judged_read_ = this->step().label;
  const auto target = build(step.request, variables_, step_began_, live_limit).request.target;
  const bool may_be_cached = caches_.may_hold(target);
  live_[judged_read_] = {start_recording(step.request, live_limit,
                                         may_be_cached ? caches_.unused_query() : std::string()),
                         false, step.request.held_bytes > 0};
  if (step.until_sent) {
    conclude(live_.at(this->step().label).recording->exchange_by_now(), {});
    return;
  }
  const auto time_is_up = [this, &step] { look_at_open(step, true); };
  if (step.until || this->step().expect) {
    start_limit(time_is_up);
  } else {
    start_timer(step_began_ + head_start(step), time_is_up);
  }
}

Duration Attempt::head_start(const OpenStep& step) const {
  const bool again = around_.waits->excused(scenario_.id) == 1;
  return again && is_long_poll(step.request.target) ? long_head_start : usual_head_start;
}

void Attempt::look_at_open(const OpenStep& step, bool time_is_up) {
  Recording& reader = *live_.at(this->step().label).recording;
  const Exchange& seen = reader.exchange_by_now();
  if (!step.until) {
    if (!seen.answered() && !reader.ended() && !time_is_up) return;
    // Where nothing is expected yet, `await` looks at the answer, however soon it came.
    conclude(seen, this->step().expect ? departures(expectation(), seen, fill())
                                       : std::vector<Departure>{});
    return;
  }
  auto found = seen.answered() || reader.ended() ? departures(expectation(), seen, fill())
                                                 : std::vector<Departure>{};
  const bool shown = std::any_of(seen.events.begin(), seen.events.end(), [&](const SeenEvent& one) {
    return event_matches(*step.until, one.event, is_base64(seen), fill());
  });
  if (found.empty() && !shown) {
    if (!reader.ended() && !time_is_up) return;
    found.push_back({fmt::format("an event '{}' as the step describes it", step.until->type),
                     seen.events.empty()
                         ? std::string("no event")
                         : fmt::format("{} other events, the last {} {}", seen.events.size(),
                                       quote(seen.events.back().event.type),
                                       quote(seen.events.back().event.data)),
                     time_is_up});
  }
  conclude(seen, std::move(found));
}

void Attempt::take(const AwaitStep& step) {
  judged_read_ = step.name;
  look_ = [this, &step] { look_at_awaited(step, false); };
  start_limit([this, &step] { look_at_awaited(step, true); });
  look_at_awaited(step, false);
}

void Attempt::look_at_awaited(const AwaitStep& step, bool time_is_up) {
  Recording& reader = *live_.at(step.name).recording;
  const Exchange& seen = reader.exchange_by_now();
  const Expectation& wanted = expectation();
  const bool waits_for_end = !reader.ended() && !time_is_up && !can_be_met_early(wanted);
  if (waits_for_end) return;
  auto found = departures(wanted, seen, fill());
  const bool hopeless = is_hopeless(wanted, seen, fill(), tail_for(seen));
  if (!found.empty() && !reader.ended() && !time_is_up && !hopeless) return;
  // What has come and is wrong does not get right with time.
  if (hopeless) {
    for (auto& one : found) one.about_time = false;
  }
  if (!found.empty() && ran_out_of_time(seen)) {
    ++around_.waits->excused(scenario_.id);
    end(void_ending(step_, fmt::format("the server ended '{}' after {} ms, before the rest could "
                                       "happen: its long-poll time-out may be that short",
                                       step.name, seen.elapsed() / 1ms)));
    return;
  }
  const bool must_have_ended = !can_be_met_early(wanted) && !wanted.ends;
  if (found.empty() && !reader.ended() && must_have_ended) {
    found.push_back({"the server ends the response", "it is still open", true});
  }
  conclude(seen, std::move(found));
}

/// Where the writes to the stream that this one reads have ended; empty while one is under way.
std::string Attempt::tail_for(const Exchange& reader) const {
  const bool under_way = std::any_of(live_.begin(), live_.end(), [](const auto& entry) {
    Recording& one = *entry.second.recording;
    return !one.ended() && one.exchange_by_now().request.method != "GET";
  });
  return under_way ? std::string() : last_told_tail(exchanges_, reader.stream);
}

void Attempt::note_answer(const Exchange& exchange) {
  last_answer_ = std::max(last_answer_, exchange.done);
  slowest_answer_ = std::max(slowest_answer_, exchange.elapsed());
}

/// How long a long-poll waits is the server's choice (5.7): one that was over before what should
/// have woken it says nothing. It was so if its answer came before the answer to that, or after it
/// by no more than an answer may be on its way. One that hardly waited is none, and one that is
/// over early time and again is not over by itself where the server is known to wait for longer.
bool Attempt::ran_out_of_time(const Exchange& reader) const {
  const auto on_its_way =
      std::max(way_back, 2 * slowest_answer_) + around_.stalls.held_up(last_answer_, reader.done);
  if (reader.request.method != "GET" || reader.outcome != Outcome::complete ||
      reader.response.status != 204 || reader.elapsed() < usual_head_start) {
    return false;
  }
  const bool could_wait_longer = around_.waits->longest() > reader.elapsed() + on_its_way;
  if (could_wait_longer && around_.waits->excused(scenario_.id) > 1) return false;
  return reader.done <= last_answer_ + on_its_way;
}

void Attempt::take(const HangUpStep& step) {
  Live& live = live_.at(step.name);
  live.recording->hang_up();
  collect_ended_reads();
  next_step();
}

void Attempt::take(const PauseStep& step) {
  live_.at(step.name).recording->pause();
  next_step();
}

/// A request counts from when it is whole.
void Attempt::take(const ResumeStep& step) {
  Live& live = live_.at(step.name);
  if (!live.recording->ended()) {
    if (std::exchange(live.is_held, false)) {
      Exchange& exchange = live.recording->exchange_by_now();
      exchange.sent = exchange.first_byte = exchange.done;
      around_.on_sending(exchange);
    }
    live.recording->resume();
  }
  next_step();
}

// ---- time, webhooks, raw bytes, values ----------------------------------------------------------

void Attempt::take(const WaitStep& step) {
  if (!step.arrival.empty()) {
    look_ = [this, &step] { await_arrival(step, false); };
    start_limit([this, &step] { await_arrival(step, true); });
    await_arrival(step, false);
    return;
  }
  const auto anchor = anchors_.find(step.after);
  const Instant from = anchor == anchors_.end() ? step_began_ : anchor->second.done;
  on_idle_(true);
  start_timer(from + step.until, [this, &step] {
    const auto since = anchors_.find(step.after);
    if (step.no_later_than && since != anchors_.end()) {
      window_ = Window{since->second.sent + *step.no_later_than, step.after};
    }
    on_idle_(false);
    next_step();
  });
}

std::deque<Attempt::Arrival>& Attempt::inbox(const std::string& hook) {
  return inbox_[hook == "hook" ? "" : hook];
}

void Attempt::await_arrival(const WaitStep& step, bool time_is_up) {
  const auto& queue = inbox(step.arrival);
  if (!queue.empty()) {
    look_ = nullptr;
    on_idle_(true);
    start_timer(queue.front().at + step.until, [this] {
      on_idle_(false);
      next_step();
    });
    return;
  }
  if (time_is_up) finish_step({no_delivery()}, step_began_, around_.transport.now());
}

Departure Attempt::no_delivery() const {
  return {"a request to the webhook",
          fmt::format("none within {} s", std::chrono::duration<double>(limit()).count()), true};
}

void Attempt::take(const ReceiveStep& step) {
  look_ = [this, &step] { look_into_inbox(step, false); };
  if (step.none) {
    start_timer(step_began_ + limit(), [this, &step] {
      start_timer(around_.transport.now() + reading_time,
                  [this, &step] { conclude_silence(step); });
    });
  } else {
    start_limit([this, &step] { look_into_inbox(step, true); });
  }
  look_into_inbox(step, false);
}

void Attempt::look_into_inbox(const ReceiveStep& step, bool time_is_up) {
  auto& queue = inbox(step.hook);
  if (queue.empty() && !time_is_up) return;
  if (step.none && around_.transport.now() >= step_began_ + limit()) {
    end(void_ending(step_,
                    "a request to the webhook came when none was to come, but it was read "
                    "too late to say whether it came in that time"));
    return;
  }
  if (queue.empty()) {
    finish_step({no_delivery()}, step_began_, around_.transport.now());
    return;
  }
  IncomingRequest incoming = std::move(queue.front().request);
  queue.pop_front();
  http::Response answer{.status = step.status, .headers = {}, .body = {}};
  for (const auto& [name, value] : step.headers) answer.headers.add(name, fill()(value));
  if (step.body) answer.body = body_bytes(*step.body, fill());
  incoming.answer(std::move(answer));
  // Seen from here the roles are turned: what the server sent is what the step judges.
  Exchange exchange = blank_exchange({});
  exchange.response = {200, incoming.request.headers, incoming.request.body};
  exchange.outcome = Outcome::complete;
  exchange.done = around_.transport.now();
  judge_received(step, std::move(exchange));
}

/// Nothing has come within the time that was given. What comes while this program is held up waits
/// at the door and has been read by now.
void Attempt::conclude_silence(const ReceiveStep& step) {
  if (!inbox(step.hook).empty()) {
    look_into_inbox(step, true);
    return;
  }
  finish_step({}, step_began_, around_.transport.now());
}

void Attempt::judge_received(const ReceiveStep& step, Exchange exchange) {
  // A delivery answers no request of ours, so that no status is expected of it.
  if (step.none) {
    conclude(exchange, {{fmt::format("no request to the webhook within {} s",
                                     std::chrono::duration<double>(limit()).count()),
                         quote(exchange.response.body)}});
    return;
  }
  const auto found =
      this->step().expect ? departures(expectation(), exchange, fill()) : std::vector<Departure>{};
  if (!found.empty() || !step.signed_by) {
    conclude(exchange, found);
    return;
  }
  stop_timer();
  received_ = std::move(exchange);
  look_ = [this] { look_at_key_set(); };
  RequestSpec key_set;
  key_set.method = "GET";
  key_set.target = *step.signed_by;
  sending_.clear();
  sending_.push_back(start_recording(key_set, limit()));
}

void Attempt::look_at_key_set() {
  if (!sending_.front()->ended()) return;
  Exchange key_set = sending_.front()->release();
  remember(key_set);
  const auto header = received_.response.headers.find("Webhook-Signature");
  const auto problem =
      header ? signature_problem(*header, received_.response.body, key_set.response.body)
             : std::optional<std::string>("no Webhook-Signature header");
  conclude(received_, problem ? std::vector<Departure>{{"a delivery signed by a key of the "
                                                        "server's key set",
                                                        *problem}}
                              : std::vector<Departure>{});
}

void Attempt::take(const RawStep& step) {
  if (const auto reason = around_.transport.raw_unavailable()) {
    end(void_ending(step_, *reason));
    return;
  }
  RawTransmission raw = build(step, variables_, step_began_, limit());
  raw.held_up = held_up();
  http::Request shown{.method = "RAW", .target = raw.url, .headers = {}, .body = raw.bytes};
  sending_.clear();
  Exchange blank = blank_exchange(std::move(shown));
  // What raw bytes ask for is not known, and so is not the judge's: only their answer is.
  blank.stream.clear();
  sending_.push_back(std::make_unique<Recording>(around_.transport, std::move(blank)));
  look_ = [this, &step] {
    if (!sending_.front()->ended()) return;
    Exchange exchange = sending_.front()->release();
    remember(exchange);
    if (step.any_answer) {
      conclude(exchange, {});
      return;
    }
    if (step.skip > 0 && exchange.outcome == Outcome::cut_short && !exchange.answered()) {
      // RFC 9112 9.3.2: a server may end the connection between answers, and gives no wrong one.
      conclude(exchange, {});
      return;
    }
    conclude(exchange, departures(expectation(), exchange, fill()));
  };
  sending_.front()->start_raw(std::move(raw), [this] { wake(); });
}

void Attempt::take(const CheckStep&) {
  finish_step(value_departures(expectation(), fill()), step_began_, step_began_);
}

// ---- what all steps share -----------------------------------------------------------------------

Duration Attempt::limit() const {
  if (step().within) return *step().within;
  const auto& action = step().action;
  const bool keeps_the_protocols_time =
      std::holds_alternative<AwaitStep>(action) || std::holds_alternative<ReceiveStep>(action) ||
      std::holds_alternative<WaitStep>(action) || std::holds_alternative<OpenStep>(action);
  return keeps_the_protocols_time ? std::max(around_.time_limit, protocols_time)
                                  : around_.time_limit;
}

HeldUp Attempt::held_up() const {
  return [&stalls = around_.stalls](Instant from, Instant to) { return stalls.held_up(from, to); };
}

Fill Attempt::fill() const {
  return [this](const Template& text) { return variables_.fill(text, around_.transport.now()); };
}

const Expectation& Attempt::expectation() const {
  static const Expectation anything;
  static const Expectation any_success = [] {
    Expectation expectation;
    expectation.status = {"2xx"};
    return expectation;
  }();
  if (step().expect) return *step().expect;
  return std::holds_alternative<RawStep>(step().action) ? anything : any_success;
}

Exchange Attempt::blank_exchange(http::Request request) const {
  Exchange exchange;
  exchange.scenario = scenario_.id;
  exchange.stream = variables_.stream_of(request.target);
  exchange.label = step().label;
  exchange.request = std::move(request);
  exchange.sent = exchange.first_byte = exchange.done = around_.transport.now();
  return exchange;
}

std::unique_ptr<Recording> Attempt::start_recording(const RequestSpec& spec, Duration time_limit,
                                                    std::string_view extra_query) {
  Transmission transmission = build(spec, variables_, around_.transport.now(), time_limit);
  transmission.held_up = held_up();
  auto& request = transmission.request;
  request.target = with_query(std::move(request.target), extra_query);
  if (request.method == "PUT" &&
      std::find(created_.begin(), created_.end(), request.target) == created_.end()) {
    created_.push_back(request.target);
  }
  Exchange exchange = blank_exchange(request);
  if (spec.held_bytes == 0) around_.on_sending(exchange);
  auto recording = std::make_unique<Recording>(around_.transport, std::move(exchange));
  const bool to_hook = variables_.is_hook(request.target);
  recording->start(
      to_hook ? std::move(transmission) : with_credentials(std::move(transmission), around_.target),
      [this] { wake(); });
  return recording;
}

void Attempt::wake() {
  if (waking_ || ended_) return;
  // Not from within the callback: the step may go on to destroy the recording that called.
  waking_ = around_.transport.at(around_.transport.now(), [this] {
    waking_.reset();
    guard([this] {
      collect_ended_reads();
      // A step that ends replaces `look_` while it runs.
      const auto look = look_;
      if (look && !ended_) look();
    });
  });
}

void Attempt::collect_ended_reads() {
  for (auto& [name, live] : live_) {
    if (!live.recording->ended() || live.remembered) continue;
    live.remembered = true;
    if (!live.is_held) remember(live.recording->exchange_by_now());
  }
}

void Attempt::start_timer(Instant when, std::function<void()> task) {
  stop_timer();
  timer_ = around_.transport.at(when, [this, task = std::move(task)] {
    timer_.reset();
    guard(task);
  });
}

void Attempt::start_limit(std::function<void()> task) {
  const TimeLimit given{step_began_, limit(), held_up()};
  const Instant now = around_.transport.now();
  start_timer(given.later_end(now).value_or(now), [this, given, task = std::move(task)] {
    if (given.later_end(around_.transport.now())) {
      start_limit(task);
      return;
    }
    silence_ = true;
    task();
  });
}

void Attempt::stop_timer() {
  if (timer_) around_.transport.cancel_timer(*timer_);
  timer_.reset();
}

/// Whether the step is to ask once more, with queries of its own: a cache may have answered, with
/// the server's leave (R37).
bool Attempt::asks_past_caches() {
  return caches_.may_have_answered() && !std::exchange(past_caches_, true);
}

void Attempt::remember(Exchange& exchange) {
  caches_.note(exchange);
  if (exchange.outcome == Outcome::no_connection) connection_failed_ = true;
  if (exchange.response.status == 204 && is_long_poll(exchange.request.target)) {
    around_.waits->note(exchange.elapsed());
  }
  around_.on_exchange(exchange);
  if (exchanges_.size() == most_remembered) exchanges_.pop_front();
  exchanges_.push_back(keepsake(exchange));
}

const Exchange* Attempt::find(std::uint64_t number) const {
  const auto found = std::find_if(exchanges_.begin(), exchanges_.end(),
                                  [&](const Exchange& one) { return one.number == number; });
  return found == exchanges_.end() ? nullptr : &*found;
}

/// Another name of the right position is as good (R25): the offsets are held to be one position
/// where reads from both bring the same.
void Attempt::compare_positions(Exchange exchange, std::vector<Departure> departures) {
  RequestSpec read;
  read.method = "GET";
  read.target = std::string(http::split_target(exchange.request.target).first);
  const OffsetPair names = departures.front().names.value();
  sending_.clear();
  for (const auto& offset : {names.expected, names.got}) {
    sending_.push_back(start_recording(
        read, limit(),
        fmt::format("offset={}&{}", http::percent_encode(offset), caches_.unused_query())));
  }
  look_ = [this, exchange = std::move(exchange), departures = std::move(departures)] {
    if (!std::all_of(sending_.begin(), sending_.end(),
                     [](const auto& recording) { return recording->ended(); })) {
      return;
    }
    Exchange from_expected = sending_.front()->release();
    Exchange from_got = sending_.back()->release();
    remember(from_expected);
    remember(from_got);
    const bool same = show_one_position(from_expected, from_got);
    save_and_finish(exchange, same ? std::vector<Departure>{} : departures);
  };
}

void Attempt::conclude(const Exchange& exchange, std::vector<Departure> departures) {
  if (judged_ == 0) judged_ = exchange.number;
  if (exchange.outcome == Outcome::timed_out) silence_ = true;
  was_not_sent_ = exchange.outcome == Outcome::not_sent;
  if (no_lateness_explains(exchange)) window_.reset();
  const bool only_named_otherwise =
      departures.size() == 1 && departures.front().names && exchange.request.method != "RAW";
  if (only_named_otherwise) {
    stop_timer();
    compare_positions(exchange, std::move(departures));
    return;
  }
  save_and_finish(exchange, std::move(departures));
}

void Attempt::save_and_finish(const Exchange& exchange, std::vector<Departure> departures) {
  if (departures.empty()) {
    if (auto missing = save_from(exchange)) departures.push_back(std::move(*missing));
  }
  finish_step(departures, exchange.sent, exchange.done);
}

std::optional<std::string> Attempt::why_void(const std::vector<Departure>& departures, Instant sent,
                                             Instant done) const {
  if (window_ && done > window_->closes) {
    return fmt::format("the answer came after the window that '{}' opened had closed",
                       window_->anchor);
  }
  const bool late = std::all_of(departures.begin(), departures.end(),
                                [](const Departure& departure) { return departure.about_time; });
  if (departures.empty() || !late) return std::nullopt;
  // The server was given what we lost, where that could be.
  const auto lost = around_.stalls.held_up(silence_ ? std::max(sent, step_began_) : sent, done);
  if (lost <= (silence_ ? most_extension(limit()) : Duration::zero())) return std::nullopt;
  return fmt::format("this program itself was held up for {} ms",
                     std::chrono::duration_cast<std::chrono::milliseconds>(lost).count());
}

void Attempt::finish_step(const std::vector<Departure>& departures, Instant sent, Instant done) {
  stop_timer();
  look_ = nullptr;
  if (const auto reason = why_void(departures, sent, done)) {
    end(void_ending(step_, *reason));
    return;
  }
  window_.reset();
  if (!departures.empty()) {
    fail_step(told_together(departures));
    return;
  }
  if (!step().label.empty()) anchors_[step().label] = {sent, done};
  next_step();
}

void Attempt::fail_step(const Departure& departure) {
  // What the transport refuses to send says nothing about the server, unless it came from there.
  if (was_not_sent_ && !repeats_the_server(scenario_, step_)) {
    throw std::runtime_error(departure.got);
  }
  auto kind =
      is_under_test(scenario_, step_) ? AttemptEnd::Kind::departed : AttemptEnd::Kind::blocked;
  if (connection_failed_) kind = AttemptEnd::Kind::no_connection;
  end({.kind = kind,
       .step = step_,
       .expected = departure.expected,
       .got = departure.got,
       .reason = {},
       .exchange = 0,
       .observed = {},
       .observation = departure.observation});
}

std::optional<Departure> Attempt::save_from(const Exchange& exchange) {
  for (const auto& save : step().save) {
    auto value = capture(save, exchange);
    if (!value) {
      return Departure{value.error(), "nothing of that kind", false, on(exchange, {})};
    }
    variables_.set(save.variable, *std::move(value));
  }
  return std::nullopt;
}

void Attempt::next_step() {
  stop_timer();
  if (step_ + 1 == scenario_.steps.size()) {
    AttemptEnd passed;
    passed.observed = fill()(scenario_.observe);
    end(passed);
    return;
  }
  ++step_;
  take_step();
}

void Attempt::end(const AttemptEnd& ending) {
  if (ended_) return;
  ended_ = true;
  stop_timer();
  look_ = nullptr;
  for (auto& [name, live] : live_) live.recording->hang_up();
  collect_ended_reads();
  for (auto& [name, queue] : inbox_) {
    for (auto& [request, at] : queue) request.answer({.status = 503, .headers = {}, .body = {}});
  }
  AttemptEnd whole = ending;
  whole.exchange = judged_;
  if (const auto live = live_.find(judged_read_); live != live_.end()) {
    whole.exchange = live->second.recording->exchange().number;
  }
  on_ending_(whole);
}

}  // namespace conform
