#include "harness/transport/curl_transport.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <system_error>
#include <tuple>
#include <unordered_map>

#include "harness/exchange/ensure.hpp"
#include "harness/http/clock.hpp"
#include "harness/http/url.hpp"
#include "harness/transport/curl_transfer.hpp"
#include "harness/transport/own_lack.hpp"
#include "harness/transport/raw_connection.hpp"
#include "harness/transport/request_check.hpp"
#include "harness/transport/stop_signals.hpp"
#include "harness/transport/timer_queue.hpp"
#include "harness/transport/webhook_receiver.hpp"

namespace conform {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

void raise_open_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// Those that are kept alive leave as many to those in use.
std::size_t connections_to_keep() {
  return std::max<std::size_t>(free_descriptors() / 2, 1);
}

}  // namespace

class CurlTransport::Network {
 public:
  explicit Network(CurlOptions options);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  [[nodiscard]] static Instant now() { return clock::now(); }
  TransmissionId send(Transmission transmission, TransmissionHandler handler);
  TransmissionId send_raw(RawTransmission transmission, TransmissionHandler handler);
  void cancel(TransmissionId id);
  [[nodiscard]] InFlightRequest* in_flight_of(TransmissionId id) const;
  TimerId at(Instant when, TimerQueue::Task task);
  void cancel_timer(TimerId id) { timers_.cancel(id); }
  Expected<std::string, std::string> listen(std::function<void(IncomingRequest)> on_request);
  bool run_once();
  void on_interrupt(std::function<void()> task);

 private:
  using Done = decltype(TransmissionHandler::on_done);

  struct UnderWay {
    std::unique_ptr<InFlightRequest> in_flight;  ///< null if the transmission is refused
    std::optional<TimerId> time_limit;
    Done on_done;
  };

  UnderWay& enter(TransmissionId id, const TimeLimit& limit, TransmissionHandler& handler);
  void refuse(TransmissionId id, UnderWay& under_way, std::string problem);
  void end(TransmissionId id, const Ending& ending);
  void set_limit(TransmissionId id, Instant when, const TimeLimit& limit);

  void set_alarm();
  void run_due_timers();

  CurlOptions options_;
  CurlLibrary library_;
  asio::io_context io_{1};
  std::optional<StopSignalActions> earlier_actions_;  ///< before signals_ had any
  asio::signal_set signals_{io_};
  asio::steady_timer alarm_{io_};  ///< for the first of timers_, or earlier
  std::optional<Instant> alarm_time_;
  TimerQueue timers_;
  EasyPool pool_;
  CurlLoop curl_;
  std::unordered_map<TransmissionId, UnderWay> under_way_;
  std::vector<std::unique_ptr<InFlightRequest>>
      cancelled_;  ///< destroyed once no libcurl call is running
  std::vector<std::unique_ptr<WebhookReceiver>> receivers_;
  TransmissionId last_id_ = 0;
};

CurlTransport::Network::Network(CurlOptions options)
    : options_(std::move(options)),
      curl_(io_, std::min(options_.max_connections, connections_to_keep()),
            {.on_finished =
                 [this](CURL* easy, CURLcode code) {
                   const auto& transfer = CurlTransfer::of(easy);
                   end(transfer.id(), transfer.ending(code));
                 },
             .on_left = [this] { cancelled_.clear(); }}) {
  raise_open_file_limit();
}

CurlTransport::Network::~Network() {
  if (!earlier_actions_) return;
  // A signal must not come between two handlers.
  const auto signals = stop_signal_set();
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &signals, &before);
  error_code ignored;
  std::ignore = signals_.clear(ignored);
  earlier_actions_.reset();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TransmissionId CurlTransport::Network::send(Transmission transmission,
                                            TransmissionHandler handler) {
  const TransmissionId id = ++last_id_;
  auto& under_way =
      enter(id, {now(), transmission.time_limit, std::move(transmission.held_up)}, handler);
  if (auto problem = request_problem(transmission); !problem.empty()) {
    refuse(id, under_way, std::move(problem));
    return id;
  }
  under_way.in_flight = std::make_unique<CurlTransfer>(
      id, std::move(transmission), std::move(handler),
      CurlContext{.options = options_, .pool = pool_, .loop = curl_});
  return id;
}

TransmissionId CurlTransport::Network::send_raw(RawTransmission transmission,
                                                TransmissionHandler handler) {
  const TransmissionId id = ++last_id_;
  auto& under_way =
      enter(id, {now(), transmission.time_limit, std::move(transmission.held_up)}, handler);
  const auto server = http::parse_url(transmission.url);
  if (!server) {
    refuse(id, under_way, server.error());
    return id;
  }
  under_way.in_flight =
      send_raw_bytes(io_, *server, std::move(transmission), options_, std::move(handler),
                     [this, id](const Ending& ending) { end(id, ending); });
  return id;
}

CurlTransport::Network::UnderWay& CurlTransport::Network::enter(TransmissionId id,
                                                                const TimeLimit& limit,
                                                                TransmissionHandler& handler) {
  auto& under_way = under_way_[id];
  under_way.on_done = std::move(handler.on_done);
  if (const auto end = deadline(limit.from, limit.limit)) set_limit(id, *end, limit);
  return under_way;
}

void CurlTransport::Network::set_limit(TransmissionId id, Instant when, const TimeLimit& limit) {
  under_way_.at(id).time_limit = at(when, [this, id, limit] {
    const auto found = under_way_.find(id);
    if (found == under_way_.end()) return;
    if (const auto later = limit.later_end(now())) {
      set_limit(id, *later, limit);
      return;
    }
    const auto* in_flight = found->second.in_flight.get();
    ensure(in_flight != nullptr, "only what was sent runs out of time");
    end(id, timed_out(in_flight->progress(), limit.limit));
  });
}

void CurlTransport::Network::refuse(TransmissionId id, UnderWay& under_way, std::string problem) {
  if (under_way.time_limit) timers_.cancel(*under_way.time_limit);
  under_way.time_limit = at(
      now(), [this, id, problem = std::move(problem)] { end(id, {Outcome::not_sent, problem}); });
}

void CurlTransport::Network::cancel(TransmissionId id) {
  auto found = under_way_.extract(id);
  if (found.empty()) return;
  auto& [in_flight, time_limit, on_done] = found.mapped();
  if (time_limit) timers_.cancel(*time_limit);
  if (in_flight && curl_.inside()) {
    in_flight->detach();
    cancelled_.push_back(std::move(in_flight));
  }
}

InFlightRequest* CurlTransport::Network::in_flight_of(TransmissionId id) const {
  const auto found = under_way_.find(id);
  return found == under_way_.end() ? nullptr : found->second.in_flight.get();
}

void CurlTransport::Network::end(TransmissionId id, const Ending& ending) {
  auto found = under_way_.extract(id);
  if (found.empty()) return;
  auto& [in_flight, time_limit, on_done] = found.mapped();
  if (time_limit) timers_.cancel(*time_limit);
  const auto version = in_flight ? in_flight->http_version() : std::string();
  // Before the handler runs, so that its next request can reuse the connection.
  in_flight.reset();
  if (on_done) on_done(ending.outcome, ending.problem, version);
}

TimerId CurlTransport::Network::at(Instant when, TimerQueue::Task task) {
  const TimerId id = timers_.add(when, std::move(task));
  set_alarm();
  return id;
}

/// An alarm that has become too early is kept: one needless wake-up costs less than moving it with
/// every transmission that ends before its limit.
void CurlTransport::Network::set_alarm() {
  const auto next = timers_.next();
  if (!next || (alarm_time_ && *alarm_time_ <= *next)) return;
  alarm_time_ = next;
  alarm_.expires_at(clock::steady(*next));
  alarm_.async_wait([this](const error_code& error) {
    if (!error) run_due_timers();
  });
}

void CurlTransport::Network::run_due_timers() {
  alarm_time_.reset();
  const auto time = now();
  while (const auto task = timers_.take_due(time)) (*task)();
  set_alarm();
}

Expected<std::string, std::string> CurlTransport::Network::listen(
    std::function<void(IncomingRequest)> on_request) {
  try {
    receivers_.push_back(std::make_unique<WebhookReceiver>(io_, std::move(on_request)));
  } catch (const std::system_error& error) {
    return unexpected(std::string("no port for a webhook receiver: ") + error.what());
  }
  return receivers_.back()->url();
}

bool CurlTransport::Network::run_once() {
  if (under_way_.empty() && timers_.empty()) return false;
  io_.run_one();
  return true;
}

void CurlTransport::Network::on_interrupt(std::function<void()> task) {
  earlier_actions_.emplace();
  for (const int signal : stop_signals()) signals_.add(signal);
  // It may have come before.
  if (stop_was_asked()) {
    error_code ignored;
    std::ignore = signals_.clear(ignored);
    asio::post(io_, std::move(task));
    return;
  }
  signals_.async_wait([this, task = std::move(task)](const error_code& error, int /*signal*/) {
    if (error) return;
    error_code ignored;
    std::ignore = signals_.clear(ignored);
    note_stop();
    task();
  });
}

CurlTransport::CurlTransport(CurlOptions options)
    : network_(std::make_unique<Network>(std::move(options))) {}

CurlTransport::~CurlTransport() = default;

Duration CurlTransport::clock_set_by() const {
  return clock::set_by();
}

Instant CurlTransport::now() const {
  return clock::now();
}

TransmissionId CurlTransport::send(Transmission transmission, TransmissionHandler handler) {
  return network_->send(std::move(transmission), std::move(handler));
}

TransmissionId CurlTransport::send_raw(RawTransmission transmission, TransmissionHandler handler) {
  return network_->send_raw(std::move(transmission), std::move(handler));
}

void CurlTransport::cancel(TransmissionId id) {
  network_->cancel(id);
}

void CurlTransport::reset(TransmissionId id) {
  if (auto* in_flight = network_->in_flight_of(id)) in_flight->reset_at_end();
  network_->cancel(id);
}

void CurlTransport::pause(TransmissionId id) {
  if (auto* in_flight = network_->in_flight_of(id)) in_flight->pause();
}

void CurlTransport::resume(TransmissionId id) {
  if (auto* in_flight = network_->in_flight_of(id)) in_flight->resume();
}

TimerId CurlTransport::at(Instant when, std::function<void()> task) {
  return network_->at(when, std::move(task));
}

void CurlTransport::cancel_timer(TimerId id) {
  network_->cancel_timer(id);
}

Expected<std::string, std::string> CurlTransport::listen(
    std::function<void(IncomingRequest)> on_request) {
  return network_->listen(std::move(on_request));
}

bool CurlTransport::run_once() {
  return network_->run_once();
}

void CurlTransport::on_interrupt(std::function<void()> task) {
  network_->on_interrupt(std::move(task));
}

std::optional<std::string> CurlTransport::raw_unavailable() const {
  return std::nullopt;
}

}  // namespace conform
