// libcurl's multi interface on an Asio loop.
//
// libcurl's sockets are in an epoll set of their own, which Asio watches as a single descriptor:
// one system call for each change of a socket, and no Asio object tied to the lifetime of a socket
// that libcurl opens and closes.
//
// libcurl stays in one transfer as long as there is something to read. Transfers therefore ask
// is_slice_over() and pause themselves, so that timers, signals and other transfers get their turn.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <vector>

#include "harness/transport/curl_handles.hpp"

namespace conform {

class CurlLoop {
 public:
  struct Hooks {
    /// A transfer has ended. Not called from within libcurl, so any call is allowed in it.
    std::function<void(CURL* easy, CURLcode code)> on_finished;
    /// No libcurl call is running any more: what had to wait because of `inside` can be done.
    std::function<void()> on_left;
  };

  CurlLoop(boost::asio::io_context& io, std::size_t max_connections, Hooks hooks);
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;
  ~CurlLoop();

  /// Starts a transfer; if called from one of libcurl's callbacks, once that callback has returned.
  void add(CURL* easy);
  /// Removes a transfer, closing its connection unless it has finished. Not allowed while `inside`.
  void remove(CURL* easy);

  /// Resumes a paused transfer, once no libcurl callback is running.
  void resume(CURL* easy);

  /// libcurl has been running for so long that everything else should get a turn.
  [[nodiscard]] bool is_slice_over() const {
    return inside_ && std::chrono::steady_clock::now() > slice_end_;
  }

  /// One of libcurl's callbacks is running: transfers can be neither added nor removed.
  [[nodiscard]] bool inside() const { return inside_; }

 private:
  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* watched);
  static int on_timer(CURLM* multi, long milliseconds, void* self);

  void begin_slice();
  void resume_paused();
  void watch(curl_socket_t socket, int what, bool watched);
  void set_timer(long milliseconds);
  void wait_for_sockets();
  void serve_sockets();
  void act(curl_socket_t socket, int events);
  void report_finished();

  // The order matters: libcurl calls on_socket while its multi handle is destroyed.
  boost::asio::posix::stream_descriptor sockets_;  ///< an epoll set
  boost::asio::steady_timer timer_;
  Hooks hooks_;
  MultiHandle multi_;
  std::vector<CURL*> pending_adds_;
  std::deque<CURL*> to_resume_;
  std::chrono::steady_clock::time_point slice_end_;
  bool inside_ = false;
  bool will_resume_ = false;
  bool will_act_ = false;
};

}  // namespace conform
