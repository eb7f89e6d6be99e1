#include "harness/monitor/monitor.hpp"

// g++ 12 sees null pointers in Asio's own code where it inlines it.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wnull-dereference"
#endif

#include <sys/resource.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

#include "harness/http/clock.hpp"
#include "harness/monitor/event_queue.hpp"
#include "harness/monitor/limits.hpp"
#include "harness/monitor/recorder.hpp"

namespace conform::monitor {
namespace {

namespace asio = boost::asio;

/// Each client takes two sockets.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

proxy::Proxy::Options proxy_options(const ServedPath& upstream, const MonitorOptions& options) {
  proxy::Proxy::Options result;
  result.port = options.port;
  result.host = options.host;
  result.upstream_host = upstream.server().host;
  result.upstream_port = upstream.server().port;
  if (upstream.server().scheme == "https") {
    result.upstream_tls = options.tls;
    result.upstream_tls->host = upstream.server().authority();
  }
  return result;
}

}  // namespace

class Monitor::Impl {
 public:
  Impl(const ServedPath& upstream, MonitorOptions options)
      : path_(upstream.path()),
        judge_(std::move(options.judging)),
        queue_(limits::waiting_bytes, [this](const TrafficEvent& event) { take(event); }),
        recorder_(
            upstream, [] { return clock::now(); },
            [this](TrafficEvent event) { queue_.add(std::move(event)); }),
        proxy_(io_, proxy_options(upstream, options), {recorder_.tap()}),
        work_(asio::make_work_guard(io_)),
        thread_([this] { io_.run(); }) {
    raise_file_limit();
  }

  ~Impl() { stop(); }

  [[nodiscard]] std::string url() const { return proxy_.url() + path_; }

  [[nodiscard]] Activity activity() const {
    const std::lock_guard lock(mutex_);
    return activity_;
  }

  void stop() {
    if (!thread_.joinable()) return;
    io_.stop();
    thread_.join();
    recorder_.stop();
    queue_.finish();
  }

  [[nodiscard]] TrafficJudge& judge() { return judge_; }

 private:
  void take(const TrafficEvent& event) {
    judge_.take(event);
    const std::lock_guard lock(mutex_);
    activity_.counts = judge_.counts();
    if (std::holds_alternative<RequestBegan>(event)) ++activity_.under_way;
    if (std::holds_alternative<ExchangeEnded>(event)) --activity_.under_way;
  }

  std::string path_;
  TrafficJudge judge_;
  mutable std::mutex mutex_;
  Activity activity_;
  EventQueue queue_;
  asio::io_context io_{1};
  Recorder recorder_;
  proxy::Proxy proxy_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;
};

Monitor::Monitor(const ServedPath& upstream, MonitorOptions options)
    : impl_(std::make_unique<Impl>(upstream, std::move(options))) {}
Monitor::~Monitor() = default;

std::string Monitor::url() const {
  return impl_->url();
}
Activity Monitor::activity() const {
  return impl_->activity();
}
void Monitor::stop() {
  impl_->stop();
}
std::vector<Result> Monitor::results() {
  return impl_->judge().finish();
}
std::vector<std::string> Monitor::notes() const {
  return impl_->judge().notes();
}

}  // namespace conform::monitor
