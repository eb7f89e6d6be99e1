// libcurl's multi interface on an Asio loop.
//
// libcurl's sockets live in an epoll set of their own, and Asio watches that set as one descriptor:
// one system call for each change of a socket, and no Asio object whose life must follow that of
// a socket that libcurl opens and closes as it likes.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <vector>

#include "harness/transport/curl_handles.hpp"

namespace conform {

class CurlLoop {
 public:
  struct Hooks {
    /// A transfer has ended. Called outside of libcurl, so everything is allowed in it.
    std::function<void(CURL* easy, CURLcode code)> on_finished;
    /// libcurl has just been left: what had to wait because of `inside` can be done.
    std::function<void()> on_left;
  };

  CurlLoop(boost::asio::io_context& io, std::size_t max_connections, Hooks hooks);
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;
  ~CurlLoop();

  /// Starts a transfer, as soon as libcurl is left if this is called from one of its callbacks.
  void add(CURL* easy);
  /// Ends a transfer and closes its connection unless it has finished. Not while `inside`.
  void remove(CURL* easy);

  /// Lets a paused transfer go on, as soon as libcurl is left.
  void resume(CURL* easy);

  /// One of libcurl's callbacks is running: transfers can be neither added nor removed.
  [[nodiscard]] bool inside() const { return inside_; }

 private:
  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* watched);
  static int on_timer(CURLM* multi, long milliseconds, void* self);

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
  std::vector<CURL*> to_add_;
  std::vector<CURL*> to_resume_;
  bool inside_ = false;
};

}  // namespace conform
