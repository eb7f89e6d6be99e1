#include "harness/run/attempt.hpp"

#include <fmt/format.h>

#include <algorithm>
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
/// Nothing tells when a server has begun to wait, so a long-poll gets this head start.
constexpr Duration head_start = 100ms;
constexpr std::size_t most_pages = 10'000;
constexpr std::size_t most_remembered = 64;
constexpr std::size_t most_deliveries_kept = 64;
constexpr std::size_t most_body_bytes_remembered = 4096;

bool is_true(const http::Headers& headers, std::string_view name) {
  const auto value = headers.find(name);
  return value && http::equals_ignoring_case(*value, "true");
}

bool is_base64(const Exchange& exchange) {
  const auto encoding = exchange.response.headers.find("stream-sse-data-encoding");
  return encoding && http::equals_ignoring_case(*encoding, "base64");
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
          .observed = {}};
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
  if (receives) {
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
      queue.push_back(std::move(request));
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
  // To see how long something lasts holds nobody up.
  on_idle_(!scenario_.observe.empty() && std::holds_alternative<AwaitStep>(step().action));
  std::visit([this](const auto& action) { take(action); }, step().action);
}

// ---- send ---------------------------------------------------------------------------------------

void Attempt::take(const SendStep& step) {
  sent_.clear();
  sending_.clear();
  look_ = [this, &step] { look_at_sends(step); };
  send_next(step);
}

void Attempt::send_next(const SendStep& step) {
  sending_.clear();
  for (std::uint64_t i = 0; i < step.together; ++i) {
    variables_.set_count(sent_.size() + i + 1);
    sending_.push_back(start_recording(step.request, limit()));
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
    last_answer_ = std::max(last_answer_, sent_.back().done);
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
  const Exchange last = std::move(sent_.back());
  sent_.clear();
  judged_ = first_wrong == 0 ? last.number : first_wrong;
  conclude(last, std::move(departures));
}

// ---- read ---------------------------------------------------------------------------------------

void Attempt::take(const ReadStep& step) {
  page_offset_ = variables_.fill(step.from, step_began_);
  pages_.clear();
  look_ = [this, &step] { look_at_page(step); };
  request_page(step);
}

void Attempt::request_page(const ReadStep& step) {
  sending_.clear();
  sending_.push_back(
      start_recording(step.request, limit(), "offset=" + http::percent_encode(page_offset_)));
}

void Attempt::look_at_page(const ReadStep& step) {
  if (!sending_.front()->ended()) return;
  Exchange exchange = sending_.front()->release();
  remember(exchange);
  const auto next = exchange.response.headers.find("Stream-Next-Offset");
  const bool readable =
      exchange.outcome == Outcome::complete && exchange.response.status == 200 && next;
  const bool at_tail = is_true(exchange.response.headers, "Stream-Up-To-Date") ||
                       is_true(exchange.response.headers, "Stream-Closed");
  if (readable && !at_tail && (*next == page_offset_ || pages_.size() == most_pages)) {
    conclude(
        exchange,
        {{"Stream-Up-To-Date: true where the stream has no more",
          fmt::format("neither that nor an offset that moves on from {}", quote(page_offset_))}});
    return;
  }
  if (readable) pages_.push_back(std::move(exchange.response.body));
  if (readable && !at_tail) {
    page_offset_ = *next;
    request_page(step);
    return;
  }
  if (readable) {
    const auto type = exchange.response.headers.find("Content-Type");
    exchange.response.body = join_pages(pages_, type.value_or(""));
  }
  conclude(exchange, departures(expectation(), exchange, fill()));
}

// ---- live reads ---------------------------------------------------------------------------------

void Attempt::take(const OpenStep& step) {
  look_ = [this, &step] { look_at_open(step, false); };
  judged_read_ = this->step().label;
  live_[judged_read_] = {start_recording(step.request, live_limit), false};
  if (step.until_sent) {
    conclude(live_.at(this->step().label).recording->exchange_by_now(), {});
    return;
  }
  const bool must_answer = step.until || this->step().expect;
  start_timer(step_began_ + (must_answer ? limit() : head_start),
              [this, &step] { look_at_open(step, true); });
}

void Attempt::look_at_open(const OpenStep& step, bool time_is_up) {
  Recording& reader = *live_.at(this->step().label).recording;
  const Exchange& seen = reader.exchange_by_now();
  if (!step.until) {
    if (!seen.answered() && !reader.ended() && !time_is_up) return;
    // A long-poll that waits has sent nothing yet, and that is right where nothing asks for more.
    const bool owes_nothing =
        !seen.answered() && !reader.ended() && !this->step().expect.has_value();
    conclude(seen,
             owes_nothing ? std::vector<Departure>{} : departures(expectation(), seen, fill()));
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
  start_timer(step_began_ + limit(), [this, &step] { look_at_awaited(step, true); });
  look_at_awaited(step, false);
}

void Attempt::look_at_awaited(const AwaitStep& step, bool time_is_up) {
  Recording& reader = *live_.at(step.name).recording;
  const Exchange& seen = reader.exchange_by_now();
  const Expectation& wanted = expectation();
  const bool waits_for_end = !reader.ended() && !time_is_up && !can_be_met_early(wanted);
  if (waits_for_end) return;
  auto found = departures(wanted, seen, fill());
  const bool may_come = !reader.ended() && !time_is_up && !is_hopeless(wanted, seen, fill());
  if (!found.empty() && may_come) return;
  if (!found.empty() && ran_out_of_time(seen)) {
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

/// How long a long-poll waits is the server's choice (5.7): one that was over before the answer to
/// what should have woken it says nothing. One that hardly waited is none.
bool Attempt::ran_out_of_time(const Exchange& reader) const {
  return reader.request.method == "GET" && reader.outcome == Outcome::complete &&
         reader.response.status == 204 && reader.elapsed() >= head_start &&
         reader.done <= last_answer_;
}

void Attempt::take(const HangUpStep& step) {
  Live& live = live_.at(step.name);
  live.recording->hang_up();
  collect_ended_reads();
  next_step();
}

// ---- time, webhooks, raw bytes, values ----------------------------------------------------------

void Attempt::take(const WaitStep& step) {
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

void Attempt::take(const ReceiveStep& step) {
  look_ = [this, &step] { look_into_inbox(step, false); };
  start_timer(step_began_ + limit(), [this, &step] { look_into_inbox(step, true); });
  look_into_inbox(step, false);
}

void Attempt::look_into_inbox(const ReceiveStep& step, bool time_is_up) {
  auto& queue = inbox_[step.hook == "hook" ? "" : step.hook];
  if (queue.empty() && !time_is_up) return;
  if (step.none && (time_is_up || around_.transport.now() >= step_began_ + limit())) {
    conclude_silence(!queue.empty());
    return;
  }
  if (queue.empty()) {
    finish_step(
        {{"a request to the webhook",
          fmt::format("none within {} s", std::chrono::duration<double>(limit()).count()), true}},
        step_began_, around_.transport.now());
    return;
  }
  IncomingRequest incoming = std::move(queue.front());
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

/// Nothing has come within the time that was given, unless it was we who did not look.
void Attempt::conclude_silence(bool something_came_late) {
  const Instant now = around_.transport.now();
  if (something_came_late || around_.stalls.held_up(step_began_, now) > Duration::zero()) {
    end(void_ending(step_, "this program was held up while nothing was to come"));
    return;
  }
  finish_step({}, step_began_, now);
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
  return step().within.value_or(around_.time_limit);
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
  auto& request = transmission.request;
  request.target = with_query(std::move(request.target), extra_query);
  if (request.method == "PUT" &&
      std::find(created_.begin(), created_.end(), request.target) == created_.end()) {
    created_.push_back(request.target);
  }
  Exchange exchange = blank_exchange(request);
  around_.on_sending(exchange);
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
    remember(live.recording->exchange_by_now());
  }
}

void Attempt::start_timer(Instant when, std::function<void()> task) {
  stop_timer();
  timer_ = around_.transport.at(when, [this, task = std::move(task)] {
    timer_.reset();
    guard(task);
  });
}

void Attempt::stop_timer() {
  if (timer_) around_.transport.cancel_timer(*timer_);
  timer_.reset();
}

void Attempt::remember(Exchange& exchange) {
  if (exchange.outcome == Outcome::no_connection) connection_failed_ = true;
  around_.on_exchange(exchange);
  if (exchanges_.size() == most_remembered) exchanges_.pop_front();
  exchanges_.push_back(keepsake(exchange));
}

const Exchange* Attempt::find(std::uint64_t number) const {
  const auto found = std::find_if(exchanges_.begin(), exchanges_.end(),
                                  [&](const Exchange& one) { return one.number == number; });
  return found == exchanges_.end() ? nullptr : &*found;
}

void Attempt::conclude(const Exchange& exchange, std::vector<Departure> departures) {
  if (judged_ == 0) judged_ = exchange.number;
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
  const auto held_up = around_.stalls.held_up(sent, done);
  const bool late = std::any_of(departures.begin(), departures.end(),
                                [](const Departure& departure) { return departure.about_time; });
  if (late && held_up > Duration::zero()) {
    return fmt::format("this program itself was held up for {} ms",
                       std::chrono::duration_cast<std::chrono::milliseconds>(held_up).count());
  }
  return std::nullopt;
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
    fail_step(departures.front());
    return;
  }
  if (!step().label.empty()) anchors_[step().label] = {sent, done};
  next_step();
}

void Attempt::fail_step(const Departure& departure) {
  // What the transport refuses to send says nothing about the server, unless it came from there.
  if (departure.got.starts_with("not sent:") && !repeats_the_server(scenario_, step_)) {
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
       .observed = {}});
}

std::optional<Departure> Attempt::save_from(const Exchange& exchange) {
  for (const auto& save : step().save) {
    auto value = capture(save, exchange);
    if (!value) return Departure{value.error(), "nothing of that kind"};
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
    for (auto& request : queue) request.answer({.status = 503, .headers = {}, .body = {}});
  }
  AttemptEnd whole = ending;
  whole.exchange = judged_;
  if (const auto live = live_.find(judged_read_); live != live_.end()) {
    whole.exchange = live->second.recording->exchange().number;
  }
  on_ending_(whole);
}

}  // namespace conform
