#include "harness/transport/curl_loop.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <limits>
#include <span>
#include <system_error>
#include <utility>

#include "harness/exchange/ensure.hpp"
#include "harness/transport/limits.hpp"

namespace conform {
namespace {

int new_epoll_set() {
  const int descriptor = epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return descriptor;
}

std::uint32_t epoll_events(int what) {
  switch (what) {
    case CURL_POLL_IN:
      return EPOLLIN;
    case CURL_POLL_OUT:
      return EPOLLOUT;
    default:
      return EPOLLIN | EPOLLOUT;
  }
}

int curl_events(std::uint32_t events) {
  int result = 0;
  if ((events & (EPOLLIN | EPOLLHUP)) != 0) result |= CURL_CSELECT_IN;
  if ((events & EPOLLOUT) != 0) result |= CURL_CSELECT_OUT;
  if ((events & EPOLLERR) != 0) result |= CURL_CSELECT_ERR;
  return result;
}

}  // namespace

CurlLoop::CurlLoop(boost::asio::io_context& io, std::size_t max_connections, Hooks hooks)
    : sockets_(io, new_epoll_set()),
      timer_(io),
      hooks_(std::move(hooks)),
      multi_(curl_multi_init()) {
  if (!multi_) throw std::bad_alloc();
  auto* multi = multi_.get();
  set_option(multi, CURLMOPT_SOCKETFUNCTION, &CurlLoop::on_socket);
  set_option(multi, CURLMOPT_SOCKETDATA, this);
  set_option(multi, CURLMOPT_TIMERFUNCTION, &CurlLoop::on_timer);
  set_option(multi, CURLMOPT_TIMERDATA, this);
  // By default libcurl keeps four connections for each transfer under way, and would close nearly
  // all of them between two bursts.
  constexpr std::size_t most = std::numeric_limits<int>::max();
  set_option(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(std::min(max_connections, most)));
  wait_for_sockets();
}

CurlLoop::~CurlLoop() = default;

void CurlLoop::add(CURL* easy) {
  if (inside_) {
    pending_adds_.push_back(easy);
    return;
  }
  if (const auto code = curl_multi_add_handle(multi_.get(), easy); code != CURLM_OK) {
    throw std::runtime_error(curl_multi_strerror(code));
  }
}

void CurlLoop::remove(CURL* easy) {
  ensure(!inside_, "no transfer is removed while libcurl calls back");
  std::erase(pending_adds_, easy);
  std::erase(to_resume_, easy);
  curl_multi_remove_handle(multi_.get(), easy);
}

/// Deferred: libcurl delivers buffered data from within this call, and the caller may not be ready
/// for it.
void CurlLoop::resume(CURL* easy) {
  to_resume_.push_back(easy);
  if (std::exchange(will_resume_, true)) return;
  boost::asio::post(sockets_.get_executor(), [this] { resume_paused(); });
}

/// Those that pause again in the meantime have to wait for the next time.
void CurlLoop::resume_paused() {
  will_resume_ = false;
  begin_slice();
  for (auto left = to_resume_.size(); left > 0 && !to_resume_.empty(); --left) {
    auto* paused = to_resume_.front();
    to_resume_.pop_front();
    inside_ = true;
    curl_easy_pause(paused, CURLPAUSE_CONT);
    inside_ = false;
    hooks_.on_left();
  }
  act(CURL_SOCKET_TIMEOUT, 0);
}

void CurlLoop::begin_slice() {
  slice_end_ = std::chrono::steady_clock::now() + limits::slice;
}

int CurlLoop::on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* self, void* watched) {
  static_cast<CurlLoop*>(self)->watch(socket, what, watched != nullptr);
  return 0;
}

int CurlLoop::on_timer(CURLM* /*multi*/, long milliseconds, void* self) {
  static_cast<CurlLoop*>(self)->set_timer(milliseconds);
  return 0;
}

void CurlLoop::watch(curl_socket_t socket, int what, bool watched) {
  const int set = sockets_.native_handle();
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(set, EPOLL_CTL_DEL, socket, nullptr);
    return;
  }
  epoll_event event{};
  event.events = epoll_events(what);
  event.data.fd = socket;
  epoll_ctl(set, watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
  // libcurl passes this pointer back with the next change of the same socket.
  if (!watched) curl_multi_assign(multi_.get(), socket, this);
}

/// Every new transfer sets a timeout of zero, which needs no system call. A call that is no longer
/// needed does no harm.
void CurlLoop::set_timer(long milliseconds) {
  if (milliseconds == 0) {
    if (std::exchange(will_act_, true)) return;
    boost::asio::post(sockets_.get_executor(), [this] {
      will_act_ = false;
      begin_slice();
      act(CURL_SOCKET_TIMEOUT, 0);
    });
    return;
  }
  timer_.cancel();
  if (milliseconds < 0) return;
  timer_.expires_after(std::chrono::milliseconds(milliseconds));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    begin_slice();
    act(CURL_SOCKET_TIMEOUT, 0);
  });
}

void CurlLoop::wait_for_sockets() {
  sockets_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this](const boost::system::error_code& error) {
                        if (!error) serve_sockets();
                      });
}

void CurlLoop::serve_sockets() {
  std::array<epoll_event, 64> events{};
  const int count = epoll_wait(sockets_.native_handle(), events.data(), events.size(), 0);
  // Anything that did not fit, or was interrupted, is reported again: the set is level-triggered.
  wait_for_sockets();
  if (count <= 0) return;
  begin_slice();
  for (const auto& event : std::span(events).first(static_cast<std::size_t>(count))) {
    act(event.data.fd, curl_events(event.events));
  }
}

void CurlLoop::act(curl_socket_t socket, int events) {
  int running = 0;
  inside_ = true;
  curl_multi_socket_action(multi_.get(), socket, events, &running);
  inside_ = false;
  hooks_.on_left();
  report_finished();
  for (auto* easy : std::exchange(pending_adds_, {})) add(easy);
}

void CurlLoop::report_finished() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // The callback removes the transfer, which frees the message.
    const auto code = message->data.result;
    hooks_.on_finished(message->easy_handle, code);
  }
}

}  // namespace conform
