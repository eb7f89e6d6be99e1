#include "harness/transport/sim_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "harness/exchange/ensure.hpp"
#include "harness/http/gzip.hpp"
#include "harness/http/url.hpp"
#include "harness/transport/limits.hpp"
#include "harness/transport/request_check.hpp"

namespace conform {
namespace {

/// Servers that reject webhooks to other hosts accept this one.
constexpr std::string_view receiver_host = "localhost";
constexpr std::string_view receiver_port = "18437";

bool is_receiver(const http::Url& url) {
  return url.host == receiver_host && url.port == receiver_port;
}

/// Path and query of an absolute URL, unchanged.
std::string origin_form(std::string_view url) {
  auto rest = url.substr(url.find("://") + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto target = rest.substr(std::min(rest.find_first_of("/?"), rest.size()));
  return target.starts_with('/') ? std::string(target) : fmt::format("/{}", target);
}

/// The request as a server receives it.
http::Request at_server(http::Request request, const http::Url& url) {
  request.target = origin_form(request.target);
  if (!request.headers.contains("Host")) request.headers.add("Host", url.authority());
  return request;
}

/// "/12/path" gives 12 and "/path".
std::pair<std::size_t, std::string> split_receiver(std::string_view target) {
  target.remove_prefix(1);
  std::size_t number = 0;
  const auto* begin = target.data();
  const auto [end, error] = std::from_chars(begin, begin + target.size(), number);
  if (error != std::errc{}) number = 0;
  target.remove_prefix(static_cast<std::size_t>(end - begin));
  return {number, target.starts_with('/') ? std::string(target) : fmt::format("/{}", target)};
}

/// Decodes the body of a whole response, as libcurl does.
std::optional<Ending> decode(server::Answer& answer) {
  if (!answer.head || !answer.complete) return std::nullopt;
  if (answer.head->headers.find("Content-Encoding") != "gzip") return std::nullopt;
  auto content = http::gunzip(answer.bytes, limits::response_body_bytes);
  if (!content) {
    return Ending{Outcome::not_http,
                  fmt::format("the body does not match Content-Encoding ({})", content.error())};
  }
  answer.bytes = *std::move(content);
  return std::nullopt;
}

}  // namespace

SimTransport::SimTransport(server::Core core, Instant start)
    : core_(std::move(core)), now_(start) {}

TransmissionId SimTransport::send(Transmission transmission, TransmissionHandler handler) {
  const auto id = enter(std::move(handler));
  if (auto problem = request_problem(transmission); !problem.empty()) {
    refuse(id, std::move(problem));
    return id;
  }
  if (const auto end = deadline(now_, transmission.time_limit)) {
    set_limit(id, *end, {now_, transmission.time_limit, std::move(transmission.held_up)});
  }
  if (transmission.shared_body) transmission.request.body = *transmission.shared_body;
  const auto url = http::parse_url(transmission.request.target);
  const bool to_receiver = is_receiver(*url);
  auto request = at_server(std::move(transmission.request), *url);
  // As libcurl does, which decodes the response.
  if (!request.headers.contains("Accept-Encoding")) request.headers.add("Accept-Encoding", "gzip");
  if (!transmission.holds.empty()) {
    under_way_.at(id).held = std::move(request);
    under_way_.at(id).holds = std::move(transmission.holds);
    queue_.add(now_ + latency, [this, id] { arrive_held(id); });
    return id;
  }
  queue_.add(now_ + latency, [this, id, to_receiver, request = std::move(request)] {
    if (!under_way_.contains(id)) return;
    if (to_receiver) {
      arrive_at_receiver(id, request);
    } else {
      arrive_at_server(id, request);
    }
  });
  return id;
}

void SimTransport::set_limit(TransmissionId id, Instant when, const TimeLimit& limit) {
  under_way_.at(id).time_limit = queue_.add(when, [this, id, limit] {
    if (const auto later = limit.later_end(now_)) {
      set_limit(id, *later, limit);
      return;
    }
    end(id, timed_out(under_way_.at(id).progress, limit.limit));
  });
}

TransmissionId SimTransport::send_raw(RawTransmission /*transmission*/,
                                      TransmissionHandler handler) {
  const auto id = enter(std::move(handler));
  refuse(id, *raw_unavailable());
  return id;
}

TransmissionId SimTransport::enter(TransmissionHandler handler) {
  const TransmissionId id = ++last_id_;
  under_way_[id].handler = std::make_shared<TransmissionHandler>(std::move(handler));
  return id;
}

void SimTransport::refuse(TransmissionId id, std::string problem) {
  queue_.add(now_,
             [this, id, problem = std::move(problem)] { end(id, {Outcome::not_sent, problem}); });
}

void SimTransport::cancel(TransmissionId id) {
  const auto found = under_way_.extract(id);
  if (found.empty()) return;
  const auto& transmission = found.mapped();
  if (transmission.time_limit) queue_.cancel(*transmission.time_limit);
  if (transmission.open_at_server) core_.abandon(id);
}

void SimTransport::end(TransmissionId id, const Ending& ending) {
  const auto found = under_way_.find(id);
  if (found == under_way_.end()) return;
  const auto handler = found->second.handler;
  cancel(id);
  if (handler->on_done) handler->on_done(ending.outcome, ending.problem, {});
}

/// Queued after the request, which may still be in transit.
void SimTransport::pause(TransmissionId id) {
  queue_.add(now_ + latency, [this, id] { core_.pause(id); });
}

void SimTransport::resume(TransmissionId id) {
  queue_.add(now_ + latency, [this, id] {
    const auto found = under_way_.find(id);
    if (found == under_way_.end()) return;
    if (found->second.held) {
      arrive_held(id);
      return;
    }
    core_.resume(id);
    advance_server();
  });
}

void SimTransport::arrive_held(TransmissionId id) {
  const auto found = under_way_.find(id);
  if (found == under_way_.end()) return;
  auto& transmission = found->second;
  if (transmission.holds.empty()) {
    arrive_at_server(id, *std::exchange(transmission.held, std::nullopt));
    return;
  }
  transmission.open_at_server = true;
  auto beginning = *transmission.held;
  beginning.body.resize(std::min(transmission.holds.front(), beginning.body.size()));
  transmission.holds.erase(transmission.holds.begin());
  core_.begin(id, beginning, now_);
}

void SimTransport::arrive_at_server(TransmissionId id, const http::Request& request) {
  under_way_.at(id).open_at_server = true;
  queue_answer(core_.handle(id, request, now_));
  advance_server();
}

void SimTransport::advance_server() {
  for (auto& answer : core_.advance(now_)) queue_answer(std::move(answer));
  send_deliveries();
}

void SimTransport::send_deliveries() {
  for (auto& delivery : core_.take_deliveries()) {
    const auto id = delivery.id;
    if (const auto limit = deadline(now_, delivery.time_limit)) {
      delivery_limits_[id] =
          deliveries_.add(*limit, [this, id] { receive_delivery_response(id, std::nullopt); });
    }
    deliveries_.add(now_ + latency, [this, delivery = std::move(delivery)] { deliver(delivery); });
  }
}

void SimTransport::deliver(const server::Delivery& delivery) {
  const auto url = http::parse_url(delivery.url);
  if (!url || !is_receiver(*url)) return receive_delivery_response(delivery.id, std::nullopt);
  auto request = at_server({"POST", delivery.url, delivery.headers, delivery.body}, *url);
  // The response may come after the transport is destroyed.
  send_to_receiver(std::move(request), [this, id = delivery.id, alive = std::weak_ptr(alive_)](
                                           const http::Response& response) {
    if (alive.expired()) return;
    deliveries_.add(now_ + latency,
                    [this, id, response] { receive_delivery_response(id, response); });
  });
}

/// The first end of a delivery counts; the server ignores later ones.
void SimTransport::receive_delivery_response(server::DeliveryId id,
                                             const std::optional<http::Response>& response) {
  const auto limit = delivery_limits_.extract(id);
  if (!limit.empty()) deliveries_.cancel(limit.mapped());
  core_.delivered(id, response, now_);
  advance_server();
}

/// A transmission has the same number as the server's ticket.
void SimTransport::queue_answer(server::Answer answer) {
  const auto found = under_way_.find(answer.ticket);
  if (found == under_way_.end()) return;
  if (answer.complete) found->second.open_at_server = false;
  queue_.add(now_ + latency, [this, answer = std::move(answer)]() mutable { emit_answer(answer); });
}

/// Each handler may cancel the transmission.
void SimTransport::emit_answer(server::Answer& answer) {
  const auto found = under_way_.find(answer.ticket);
  if (found == under_way_.end()) return;
  const auto handler = found->second.handler;
  auto& progress = found->second.progress;
  if (answer.head) {
    progress.any_byte = true;
    progress.head_complete = true;
  }
  if (auto ending = decode(answer)) return end(answer.ticket, *ending);
  progress.body_bytes += answer.bytes.size();
  if (answer.head && handler->on_head) {
    handler->on_head(answer.head->status, std::move(answer.head->headers));
  }
  if (!answer.bytes.empty() && handler->on_bytes && under_way_.contains(answer.ticket)) {
    handler->on_bytes(answer.bytes);
  }
  if (answer.complete) end(answer.ticket, {});
}

void SimTransport::arrive_at_receiver(TransmissionId id, const http::Request& request) {
  // The response may come after the transmission ends or the transport is destroyed.
  send_to_receiver(request, [this, id, alive = std::weak_ptr(under_way_.at(id).handler)](
                                http::Response response) {
    if (!alive.expired()) answer_from_receiver(id, std::move(response));
  });
}

void SimTransport::send_to_receiver(http::Request request,
                                    std::function<void(http::Response)> answer) {
  auto [number, target] = split_receiver(request.target);
  if (number < 1 || number > receivers_.size()) return answer({404, {}, {}});
  request.target = std::move(target);
  receivers_[number - 1]({std::move(request), std::move(answer)});
}

void SimTransport::answer_from_receiver(TransmissionId id, http::Response response) {
  const auto found = under_way_.find(id);
  if (found == under_way_.end() || std::exchange(found->second.answered, true)) return;
  queue_answer({.ticket = id,
                .head = server::Head{response.status, std::move(response.headers)},
                .bytes = std::move(response.body),
                .complete = true});
}

TimerId SimTransport::at(Instant when, std::function<void()> task) {
  return queue_.add(when, std::move(task));
}

void SimTransport::cancel_timer(TimerId id) {
  queue_.cancel(id);
}

Expected<std::string, std::string> SimTransport::listen(
    std::function<void(IncomingRequest)> on_request) {
  receivers_.push_back(std::move(on_request));
  return fmt::format("http://{}:{}/{}", receiver_host, receiver_port, receivers_.size());
}

bool SimTransport::run_once() {
  const auto next_task = queue_.next();
  if (!next_task && under_way_.empty()) return false;
  const auto next_event = core_.next_event();
  const auto next_delivery = deliveries_.next();
  const auto first =
      std::min({next_task.value_or(Instant::max()), next_delivery.value_or(Instant::max()),
                next_event.value_or(Instant::max())});
  if (!next_task && !next_event && !next_delivery) return false;
  pass_to(first);
  auto& tasks = next_task == first ? queue_ : deliveries_;
  const auto task = tasks.take_due(now_);
  task ? (*task)() : advance_server();
  return true;
}

/// Never goes back: what was due in the past happens now.
void SimTransport::pass_to(Instant when) {
  ensure(when != Instant::max(), "time passes only to something that happens");
  now_ = std::max(now_, when);
}

std::optional<std::string> SimTransport::raw_unavailable() const {
  return "the simulated server has no connection that raw bytes could go through";
}

}  // namespace conform
