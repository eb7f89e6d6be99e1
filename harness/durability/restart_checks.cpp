#include "harness/durability/restart_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/durability/difference_words.hpp"
#include "harness/durability/subscription.hpp"
#include "harness/http/media_type.hpp"
#include "harness/judge/quote.hpp"

namespace conform::durability {
namespace {

using namespace std::chrono_literals;
using State = StreamModel::State;

constexpr std::size_t max_offsets = 4;
constexpr std::size_t max_quoted = 60;
constexpr Duration clock_tolerance = 2s;

std::string shortened(const std::string& text) {
  return quote(text, max_quoted);
}

std::string content_words(const Units& units, Content content) {
  if (content == Content::json) return fmt::format("{} acknowledged messages", units.size());
  return fmt::format("{} acknowledged bytes", joined(units, content).size());
}

/// All values of the messages, whatever arrays they are in.
void flatten(const nlohmann::json& value, Units& values) {
  if (!value.is_array()) {
    values.push_back(value.dump());
    return;
  }
  for (const auto& each : value) flatten(each, values);
}

bool differ_in_boundaries_only(const Units& expected, const Units& seen) {
  Units a;
  Units b;
  for (const auto& unit : expected) flatten(nlohmann::json::parse(unit, nullptr, false), a);
  for (const auto& unit : seen) flatten(nlohmann::json::parse(unit, nullptr, false), b);
  return a == b;
}

bool is_success(const Exchange& exchange) {
  return answer_of(exchange) == Answer::acknowledged;
}

}  // namespace

std::string answer_words(const Exchange& exchange) {
  if (!exchange.answered()) return fmt::format("no answer ({})", exchange.problem);
  const auto& response = exchange.response;
  if (response.body.empty()) return std::to_string(response.status);
  return fmt::format("{} with {} bytes: {}", response.status, response.body.size(),
                     shortened(response.body));
}

void RestartChecks::run() {
  for (auto& [number, stream] : streams_) {
    if (should_stop && should_stop()) return;
    if (!stream.tainted) check(number, stream);
  }
}

Exchange RestartChecks::ask(const Call& call) {
  auto exchange = client_.ask(call);
  if (on_exchange) on_exchange(exchange);
  return exchange;
}

void RestartChecks::violated(Check check, StreamModel& stream, std::string expected,
                             const Exchange& exchange) {
  violated(check, stream, std::move(expected), answer_words(exchange), exchange);
}

void RestartChecks::violated(Check check, StreamModel& stream, std::string expected,
                             std::string got, const Exchange& exchange) {
  violated(check, level_of(check, after_), stream, std::move(expected), std::move(got), exchange);
}

void RestartChecks::violated(Check check, Level level, StreamModel& stream, std::string expected,
                             std::string got, const Exchange& exchange) {
  checked_.insert(check);
  stream.tainted = true;
  std::vector<Exchange> exchanges;
  if (stream.acknowledged) exchanges.push_back(*stream.acknowledged);
  exchanges.push_back(exchange);
  on_violation(check, level, std::move(expected), std::move(got), std::move(exchanges));
}

void RestartChecks::check(unsigned number, StreamModel& stream) {
  if (stream.state == State::absent && !stream.creation) return;
  if (stream.lifetime == Lifetime::short_ttl || stream.lifetime == Lifetime::deadline) {
    return check_expiring(stream);
  }
  const auto content = stream.creation ? stream.creation->operation.content : stream.content;
  const auto reading = read_all(client_, stream.name, content);
  if (on_exchange) on_exchange(reading.exchange);
  // A server that has just ended is not to be judged stream by stream.
  if (should_stop && should_stop()) return;
  if (reading.status == 408 || reading.status == 429) {
    stream.tainted = true;
    return;
  }
  if (stream.state == State::alive && !stream.may_be_removed) ++expected_;
  if (reading.status == 200) {
    ++found_;
    return check_present(stream, reading);
  }
  if (reading.is_gone()) return check_gone(number, stream, reading);
  checked_.insert(Check::content);
  if (stream.state == State::alive) {
    violated(Check::content, stream,
             fmt::format("200 with {}", content_words(stream.units, stream.content)),
             reading.exchange);
  }
  stream.tainted = true;
}

void RestartChecks::check_expiring(StreamModel& stream) {
  const bool is_over =
      stream.state == State::expired ||
      (stream.lifetime == Lifetime::deadline && client_.now() > stream.deadline + clock_tolerance);
  if (!is_over) return;
  checked_.insert(Check::lifetime);
  const auto exchange = ask({"HEAD", stream.name});
  if (exchange.response.status != 200) return;
  violated(Check::lifetime, stream,
           stream.state == State::expired ? "404, as before the restart"
                                          : "404 after the time of Stream-Expires-At",
           exchange);
}

void RestartChecks::check_gone(unsigned number, StreamModel& stream, const Reading& reading) {
  const bool was_there = stream.state == State::alive;
  if (was_there && !stream.may_be_removed) {
    const auto check = stream.source ? Check::forks : Check::content;
    return violated(check, stream,
                    fmt::format("200 with {}", content_words(stream.units, stream.content)),
                    reading.exchange);
  }
  if (stream.state == State::soft_deleted && has_certain_fork(streams_, number) && soft_deletes_) {
    checked_.insert(Check::soft_deleted);
    if (reading.status == 404) {
      return violated(Check::soft_deleted, stream, "410, because a fork of it exists",
                      reading.exchange);
    }
  }
  if (stream.state == State::deleted) checked_.insert(Check::deleted);
  if (stream.may_be_removed) {
    stream.state = reading.status == 410 ? State::soft_deleted : State::deleted;
  }
  stream.creation.reset();
  stream.may_be_removed = stream.may_be_closed = false;
  stream.required.clear();
  stream.optional.clear();
  stream.open_claim.reset();
}

void RestartChecks::check_present(StreamModel& stream, const Reading& reading) {
  if (stream.state != State::alive && !stream.creation) {
    const auto check = stream.state == State::soft_deleted ? Check::soft_deleted : Check::deleted;
    return violated(check, stream, "404 or 410: its deletion was acknowledged", reading.exchange);
  }
  const auto open_creation = std::exchange(stream.creation, std::nullopt);
  if (stream.state != State::alive) {
    const auto& creation = *open_creation;
    stream.begin(creation.operation, client_.now());
    stream.units = creation.units;
    if (creation.operation.kind == Operation::Kind::fork) stream.source = creation.operation.source;
  }
  stream.may_be_removed = false;
  if (open_creation && !check_whole(stream, reading)) return;
  if (!check_content(stream, reading) || !check_closure(stream, reading)) return;
  checked_.insert(Check::media_type);
  if (!http::same_media_type(reading.media_type, media_type(stream.content))) {
    return violated(Check::media_type, stream,
                    fmt::format("Content-Type: {}", media_type(stream.content)),
                    fmt::format("Content-Type: {}", reading.media_type), reading.exchange);
  }
  check_offsets(stream);
  if (!stream.tainted) check_writers(stream);
  if (!stream.tainted) check_subscription(stream);
}

bool RestartChecks::check_whole(StreamModel& stream, const Reading& reading) {
  checked_.insert(Check::half);
  const bool is_whole = reading.units && equal(*reading.units, stream.units, stream.content) &&
                        reading.closed == stream.closed;
  if (is_whole) return true;
  violated(Check::half, stream,
           "no stream, or one with all content of the PUT, which got no response",
           answer_words(reading.exchange), reading.exchange);
  return false;
}

bool RestartChecks::check_content(StreamModel& stream, const Reading& reading) {
  const bool is_json = stream.content == Content::json;
  checked_.insert(stream.source ? Check::forks : Check::content);
  checked_.insert(Check::extra);
  if (is_json) checked_.insert(Check::messages);
  if (!stream.optional.empty()) checked_.insert(Check::half);
  const auto closes = [](const Piece& piece) { return piece.closes; };
  if (std::any_of(stream.optional.begin(), stream.optional.end(), closes) ||
      std::any_of(stream.required.begin(), stream.required.end(), closes)) {
    checked_.insert(Check::close_with_append);
  }
  if (!reading.units) {
    violated(Check::messages, stream, "a JSON array of the messages", reading.exchange);
    return false;
  }
  const auto disk_fault = std::exchange(stream.disk_fault, std::nullopt);
  if (disk_fault) checked_.insert(*disk_fault);
  auto expected = stream.units;
  for (const auto& piece : stream.required) {
    expected.insert(expected.end(), piece.units.begin(), piece.units.end());
  }
  const auto difference = settle(stream, *reading.units, reading.closed);
  if (difference == Difference::none) return true;
  const auto got = difference_words(expected, *reading.units, stream.content);
  const auto wanted = content_words(expected, stream.content);
  if (difference == Difference::open) {
    violated(stream.closed ? Check::closed : Check::close_with_append, stream,
             "a closed stream: its last append closes it", "the append, and an open stream",
             reading.exchange);
  } else if (difference == Difference::half) {
    violated(Check::half, stream, wanted + ", and the last append as a whole or not at all", got,
             reading.exchange);
  } else if (is_json && differ_in_boundaries_only(expected, *reading.units)) {
    violated(Check::messages, stream, wanted, got, reading.exchange);
  } else if (stream.source) {
    violated(Check::forks, stream, wanted, got, reading.exchange);
  } else {
    const auto lost = disk_fault.value_or(Check::content);
    violated(difference == Difference::lost ? lost : Check::extra, stream, wanted, got,
             reading.exchange);
  }
  return false;
}

bool RestartChecks::check_closure(StreamModel& stream, const Reading& reading) {
  if (stream.closed) checked_.insert(Check::closed);
  const bool may_be_closed = std::exchange(stream.may_be_closed, false);
  if (stream.closed == reading.closed) return true;
  const auto head = ask({"HEAD", stream.name});
  if (answer_of(head) == Answer::unknown) return true;
  const bool closed =
      http::equals_ignoring_case(head.response.headers.find("Stream-Closed").value_or(""), "true");
  if (stream.closed == closed) return true;
  if (closed && may_be_closed) {
    stream.closed = true;
    return true;
  }
  violated(Check::closed, stream, stream.closed ? "Stream-Closed: true" : "an open stream",
           closed ? "Stream-Closed: true" : "no Stream-Closed", head);
  return false;
}

void RestartChecks::check_offsets(StreamModel& stream) {
  auto& recent = stream.recent_offsets;
  if (recent.size() > max_offsets) {
    recent.erase(recent.begin() + 1, recent.end() - static_cast<std::ptrdiff_t>(max_offsets - 1));
  }
  for (const auto& offset : recent) {
    const auto& before = stream.offsets.at(offset);
    if (!starts_with(stream.units, before, stream.content)) continue;
    checked_.insert(Check::offsets);
    const auto exchange = ask({"GET", stream.name, "offset=" + offset});
    if (answer_of(exchange) == Answer::unknown) continue;
    const auto page = units_of(exchange.response.body, stream.content);
    auto shown = before;
    if (page) shown.insert(shown.end(), page->begin(), page->end());
    const bool is_right = exchange.response.status == 200 && page &&
                          starts_with(stream.units, shown, stream.content) &&
                          (!page->empty() || equal(before, stream.units, stream.content));
    if (is_right) continue;
    return violated(
        Check::offsets, stream,
        fmt::format("what follows {} at offset {}", content_words(before, stream.content), offset),
        exchange);
  }
}

void RestartChecks::check_writers(StreamModel& stream) {
  if (stream.open_claim) check_open_claim(stream);
  if (stream.tainted) return;
  if (stream.closed) return check_closing_request(stream);
  if (stream.producer) check_producer(stream);
  if (!stream.tainted && stream.sequence) check_sequence(stream);
}

void RestartChecks::check_open_claim(StreamModel& stream) {
  const auto claim = *std::exchange(stream.open_claim, std::nullopt);
  if (claim.is_stored) stream.producer = claim.state;
  if (stream.closed) return;
  checked_.insert(Check::open_retry);
  const auto exchange = ask(producer_call(stream, claim.state));
  if (answer_of(exchange) == Answer::unknown) {
    stream.tainted = true;
    return;
  }
  const int status = exchange.response.status;
  if (claim.is_stored && status != 204) {
    return violated(Check::open_retry, stream,
                    "204: the request is there already, although it got no response", exchange);
  }
  if (claim.is_stored) return;
  if (status == 204 && !claim.state.piece.closes) {
    return violated(Check::producer_retry, Level::must, stream,
                    "200: the content of the request was not there", answer_words(exchange),
                    exchange);
  }
  if (!is_success(exchange)) {
    return violated(Check::open_retry, stream, "200: the request was not there", exchange);
  }
  const auto& units = claim.state.piece.units;
  stream.units.insert(stream.units.end(), units.begin(), units.end());
  stream.producer = claim.state;
  stream.closed = stream.closed || claim.state.piece.closes;
}

void RestartChecks::check_producer(StreamModel& stream) {
  checked_.insert(Check::producer_retry);
  const auto again = ask(producer_call(stream, *stream.producer));
  if (answer_of(again) == Answer::unknown) return;
  if (again.response.status != 204) {
    return violated(Check::producer_retry, stream,
                    "204: the request was accepted before the restart", again);
  }
  if (stream.producer->epoch == 0) return;
  checked_.insert(Check::producer_epoch);
  ProducerState old{stream.producer->epoch - 1,
                    1,
                    {body_of({.bytes = 24}, stream.content, ++serial_).units, false}};
  const auto stale = ask(producer_call(stream, old));
  if (is_success(stale)) {
    violated(Check::producer_epoch, stream, "403: a later epoch was accepted before the restart",
             stale);
  }
}

void RestartChecks::check_closing_request(StreamModel& stream) {
  checked_.insert(Check::closed);
  if (stream.producer && stream.producer->piece.closes) {
    checked_.insert(Check::closing_retry);
    const auto again = ask(producer_call(stream, *stream.producer));
    if (answer_of(again) == Answer::unknown || again.response.status == 204) return;
    return violated(Check::closing_retry, stream,
                    "204: this request closed the stream before the restart", again);
  }
  const auto body = body_of({.bytes = 24}, stream.content, ++serial_);
  const auto refused = ask({"POST",
                            stream.name,
                            {},
                            {{"Content-Type", std::string(media_type(stream.content))}},
                            body.bytes});
  if (is_success(refused)) violated(Check::closed, stream, "409: the stream is closed", refused);
}

void RestartChecks::check_sequence(StreamModel& stream) {
  checked_.insert(Check::stream_seq);
  const auto body = body_of({.bytes = 24}, stream.content, ++serial_);
  const auto again = ask({"POST",
                          stream.name,
                          {},
                          {{"Content-Type", std::string(media_type(stream.content))},
                           {"Stream-Seq", *stream.sequence}},
                          body.bytes});
  if (is_success(again)) {
    violated(Check::stream_seq, stream, "409: this Stream-Seq was accepted before the restart",
             again);
  }
}

void RestartChecks::check_subscription(StreamModel& stream) {
  if (!stream.cursors) return;
  checked_.insert(Check::subscription);
  const auto shown = acked_offsets(client_, stream.name);
  if (shown == stream.cursors) return;
  const auto exchange = ask(subscription_call(stream.name));
  if (answer_of(exchange) == Answer::unknown) return;
  violated(Check::subscription, stream,
           fmt::format("the subscription with the acked offsets {}", *stream.cursors), exchange);
  stream.cursors.reset();
}

}  // namespace conform::durability
