// A small server on a virtual clock, for tests of what a run concludes about a server: correct
// unless the test overrides a response.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/http/url.hpp"
#include "harness/transport/timer_queue.hpp"
#include "harness/transport/transport.hpp"

namespace conform::test {

struct Reply {
  enum class Fate {
    ends,     ///< a whole response
    open,     ///< the response is not ended, and nothing more arrives
    silent,   ///< no response at all
    dropped,  ///< the connection is closed without a response
    held,     ///< handled again after the next POST
  };
  http::Response response;
  Fate fate = Fate::ends;
};

[[nodiscard]] inline Reply answer(int status, http::Headers headers = {}, std::string body = {}) {
  return {.response = {.status = status, .headers = std::move(headers), .body = std::move(body)}};
}

/// Supports creating, appending, closing, live reads, forks and producers, but not subscriptions.
class SmallServer {
 public:
  /// Gets each request first; a reply that it returns is the response.
  using Lie = std::function<std::optional<Reply>(const http::Request&)>;

  explicit SmallServer(Lie lie) : lie_(std::move(lie)) {}

  Reply operator()(const http::Request& request) {
    if (auto reply = lie_ ? lie_(request) : std::nullopt) return *std::move(reply);
    const auto path = http::parse_url(request.target).value().path;
    if (path.find("/__ds/") != std::string::npos) return answer(404);
    if (request.method == "PUT") return create(path, request);
    const auto stream = streams_.find(path);
    if (stream == streams_.end()) return answer(404);
    if (request.method == "POST") return post(stream->second, request);
    if (request.method == "GET") return get(stream->second, request);
    if (request.method == "HEAD") return answer(200, headers_of(stream->second));
    streams_.erase(stream);
    return answer(204);
  }

 private:
  struct Stream {
    std::string body;
    http::Headers kept;  ///< type, life
    bool closed = false;
    std::string seq;
    std::vector<std::string> producers;
  };

  static std::string offset(std::size_t position) { return fmt::format("{:08}", position); }

  static http::Headers headers_of(const Stream& stream) {
    http::Headers headers = stream.kept;
    headers.add("Stream-Next-Offset", offset(stream.body.size()));
    if (stream.closed) headers.add("Stream-Closed", "true");
    return headers;
  }

  Reply create(const std::string& path, const http::Request& request) {
    if (streams_.contains(path)) return answer(409);
    Stream made;
    made.body = request.body;
    for (const auto& field : request.headers) {
      const bool is_kept = field.name == "Content-Type" || field.name == "Stream-TTL" ||
                           field.name == "Stream-Expires-At";
      if (is_kept) made.kept.add(field.name, field.value);
    }
    if (const auto from = request.headers.find("Stream-Forked-From")) {
      const auto source = streams_.find(std::string(*from));
      if (source == streams_.end()) return answer(404);
      const auto& all = source->second.body;
      const auto at = request.headers.find("Stream-Fork-Offset");
      const auto sub = request.headers.find("Stream-Fork-Sub-Offset");
      const auto end = (at ? std::stoul(std::string(*at)) : all.size()) +
                       (sub ? std::stoul(std::string(*sub)) : 0);
      if (end > all.size()) return answer(400);
      made.body = all.substr(0, end);
    }
    const auto& stream = streams_[path] = std::move(made);
    return answer(201, headers_of(stream));
  }

  static Reply post(Stream& stream, const http::Request& request) {
    if (stream.closed) return answer(409, headers_of(stream));
    if (const auto seq = request.headers.find("Stream-Seq")) {
      if (*seq <= stream.seq) return answer(409);
      stream.seq = *seq;
    }
    int status = 204;
    if (const auto id = request.headers.find("Producer-Id")) {
      auto& known = stream.producers;
      if (std::find(known.begin(), known.end(), *id) != known.end()) return answer(204);
      known.emplace_back(*id);
      status = 200;
    }
    stream.body += request.body;
    stream.closed = request.headers.contains("Stream-Closed");
    return answer(status, headers_of(stream));
  }

  static Reply get(const Stream& stream, const http::Request& request) {
    std::map<std::string, std::string> query;
    for (auto& [name, value] : http::parse_query(http::parse_url(request.target).value().query)) {
      query[name] = value;
    }
    const auto& from = query["offset"];
    const std::size_t begin = from.empty() || from == "-1" ? 0
                              : from == "now"              ? stream.body.size()
                                                           : std::stoul(from);
    auto headers = headers_of(stream);
    const auto data = stream.body.substr(begin);
    if (query["live"] == "sse") {
      return {.response = {.status = 200,
                           .headers = {{"Content-Type", "text/event-stream"}},
                           .body = "event: data\ndata: " + data + "\n\n"},
              .fate = Reply::Fate::open};
    }
    if (query["live"] == "long-poll") {
      headers.add("Stream-Cursor", "1");
      if (data.empty()) return {.response = {}, .fate = Reply::Fate::held};
    }
    return answer(200, std::move(headers), data);
  }

  Lie lie_;
  std::map<std::string, Stream> streams_;
};

/// Delivers requests to a server and its responses back; each direction takes half a millisecond.
class SmallTransport : public Transport {
 public:
  explicit SmallTransport(SmallServer::Lie lie = {}) : server_(std::move(lie)) {}

  [[nodiscard]] const std::vector<http::Request>& requests() const { return requests_; }

  [[nodiscard]] Instant now() const override { return now_; }

  TransmissionId send(Transmission transmission, TransmissionHandler handler) override {
    const auto id = ++last_id_;
    if (transmission.shared_body) transmission.request.body = *transmission.shared_body;
    under_way_[id] = {std::move(handler), std::move(transmission.request)};
    if (const auto latest = deadline(now_, transmission.time_limit)) {
      at(*latest, [this, id] { end(id, Outcome::timed_out, "no answer in time"); });
    }
    at(now_ + way, [this, id] { arrive(id); });
    return id;
  }

  TransmissionId send_raw(RawTransmission /*transmission*/,
                          TransmissionHandler /*handler*/) override {
    throw std::logic_error("no raw bytes here");
  }
  void cancel(TransmissionId id) override { under_way_.erase(id); }
  void pause(TransmissionId /*id*/) override { throw std::logic_error("nothing pauses here"); }
  void resume(TransmissionId /*id*/) override { throw std::logic_error("nothing pauses here"); }
  TimerId at(Instant when, std::function<void()> task) override {
    return queue_.add(when, std::move(task));
  }
  void cancel_timer(TimerId id) override { queue_.cancel(id); }
  Expected<std::string, std::string> listen(
      std::function<void(IncomingRequest)> /*on_request*/) override {
    return "http://localhost:1";
  }
  bool run_once() override {
    const auto next = queue_.next();
    if (!next) return false;
    now_ = std::max(now_, *next);
    if (const auto task = queue_.take_due(now_)) (*task)();
    return true;
  }
  [[nodiscard]] std::optional<std::string> raw_unavailable() const override {
    return "no raw bytes here";
  }

 private:
  struct UnderWay {
    TransmissionHandler handler;
    http::Request request;
    bool held = false;
  };
  static constexpr Duration way = std::chrono::microseconds(500);

  void arrive(TransmissionId id) {
    const auto found = under_way_.find(id);
    if (found == under_way_.end()) return;
    const auto request = found->second.request;
    if (!found->second.held) requests_.push_back(request);
    found->second.held = false;
    const auto reply = server_(request);
    found->second.held = reply.fate == Reply::Fate::held;
    at(now_ + way, [this, id, reply] { bring_back(id, reply); });
    if (request.method != "POST") return;
    for (auto& [other, one] : under_way_) {
      if (one.held) at(now_, [this, held = other] { arrive(held); });
    }
  }

  void bring_back(TransmissionId id, const Reply& reply) {
    const auto found = under_way_.find(id);
    if (found == under_way_.end()) return;
    if (reply.fate == Reply::Fate::dropped) return end(id, Outcome::no_connection, "reset");
    if (reply.fate == Reply::Fate::silent || reply.fate == Reply::Fate::held) return;
    const auto handler = found->second.handler;
    if (handler.on_head) handler.on_head(reply.response.status, reply.response.headers);
    if (handler.on_bytes && under_way_.contains(id)) handler.on_bytes(reply.response.body);
    if (reply.fate == Reply::Fate::ends) end(id, Outcome::complete, {});
  }

  void end(TransmissionId id, Outcome outcome, const std::string& problem) {
    const auto found = under_way_.find(id);
    if (found == under_way_.end()) return;
    const auto handler = std::move(found->second.handler);
    under_way_.erase(found);
    if (handler.on_done) handler.on_done(outcome, problem, {});
  }

  SmallServer server_;
  Instant now_ = Instant{} + std::chrono::hours(24 * 365 * 60);
  TimerQueue queue_;
  std::map<TransmissionId, UnderWay> under_way_;
  std::vector<http::Request> requests_;
  TransmissionId last_id_ = 0;
};

}  // namespace conform::test
