// A server that is started for a run, in a process group of its own, and that ends with it whatever
// happens.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "harness/gate/descriptor.hpp"
#include "harness/http/expected.hpp"

namespace conform {

struct ServerCommand {
  std::string command;  ///< for /bin/sh; {port} stands for the port, and so does $PORT
  std::uint16_t port = 0;
  std::string log{};  ///< a file for all that it says; empty for none
  std::chrono::milliseconds grace = std::chrono::seconds(5);  ///< from SIGTERM to SIGKILL
  bool appends_log = false;                                   ///< to what the file holds already
};

class ServerProcess {
 public:
  /// The error is one sentence.
  static Expected<std::unique_ptr<ServerProcess>, std::string> start(ServerCommand command);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  /// SIGTERM to the whole group, and SIGKILL when its time is up.
  void stop();

  /// "exit status 3", "signal 11 (Segmentation fault)"; nullopt while it runs. What has been
  /// stopped tells how it ended then.
  [[nodiscard]] std::optional<std::string> ended() const;
  /// Waits for its end no longer than this.
  void wait_for_end(std::chrono::milliseconds limit) const;

  /// The end of what it has said, on its output and its error output together. Once it has ended
  /// all that it said is in.
  [[nodiscard]] std::vector<std::string> last_lines(std::size_t most) const;

 private:
  ServerProcess(ServerCommand command, Descriptor log);

  [[nodiscard]] std::optional<std::string> spawn();
  void read_output();
  void keep(std::string_view bytes);
  void await_silence(std::chrono::steady_clock::time_point latest) const;

  ServerCommand command_;
  Descriptor log_;
  Descriptor output_;        ///< of the server, to be read
  Descriptor process_;       ///< readable when the server has ended
  Descriptor stop_reading_;  ///< readable when the reader is to end
  int pid_ = -1;
  std::optional<std::string> ending_;
  std::thread reader_;
  mutable std::mutex mutex_;  ///< of what the reader changes
  mutable std::condition_variable silent_;
  std::string tail_;
  bool is_silent_ = false;  ///< nobody is left who could say more
};

/// A port of 127.0.0.1 on which nobody listens.
[[nodiscard]] Expected<std::uint16_t, std::string> free_port();
/// Whether somebody listens on this port of 127.0.0.1.
[[nodiscard]] bool is_taken(std::uint16_t port);

/// The text with every {port} filled in.
[[nodiscard]] std::string with_port(std::string text, std::uint16_t port);

}  // namespace conform
