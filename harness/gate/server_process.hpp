// A server started for a run, in a session of its own. It and everything that it has started is
// always stopped with it: also when this program is killed.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "harness/gate/descriptor.hpp"
#include "harness/gate/supervisor.hpp"
#include "harness/http/expected.hpp"

namespace conform {

struct ServerCommand {
  std::string command;  ///< for /bin/sh; {port} stands for the port, as does $PORT
  std::uint16_t port = 0;
  std::string log{};  ///< a file for all its output; empty for none
  std::chrono::milliseconds grace = std::chrono::seconds(5);  ///< from SIGTERM to SIGKILL
  bool appends_log = false;                                   ///< keeps what is already in the file
  /// What of some lines may be written to the log; empty for all.
  std::function<std::string(std::string_view lines)> shown{};
};

class ServerProcess {
 public:
  struct StartError {
    enum class Kind {
      log,     ///< the file for the output cannot be written
      machine  ///< the machine has no process, descriptor or memory left
    };
    Kind kind;
    std::string why;  ///< one sentence
  };

  static Expected<std::unique_ptr<ServerProcess>, StartError> start(ServerCommand command);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  /// Sends SIGTERM to it and all that descends from it, and SIGKILL after the grace period.
  void stop();

  /// Sends a signal to all of them and does not wait; stop() has to follow.
  void signal(int number) const;

  /// From now on, every write to a file fails in all its processes (EFBIG), as on a full disk; or
  /// no longer. Whether the system allows it.
  [[nodiscard]] bool fill_disk(bool is_full) const;

  /// "exit status 3", "signal 11 (Segmentation fault)"; nullopt while it runs. After stop(), how it
  /// ended.
  [[nodiscard]] std::optional<std::string> ended() const;
  /// It has ended, and no process that it started is left to print anything.
  [[nodiscard]] bool is_gone() const;
  /// Waits until it ends, at most this long.
  void wait_for_end(std::chrono::milliseconds limit) const;

  /// The end of its standard output and standard error, interleaved. Complete once the process has
  /// ended.
  [[nodiscard]] std::vector<std::string> last_lines(std::size_t most) const;

 private:
  ServerProcess(ServerCommand command, Descriptor log);

  /// The error of a system call; 0 if the server has started.
  [[nodiscard]] int spawn();
  void read_output();
  void keep(std::string_view bytes);
  void write_log(std::string_view bytes, bool is_end);
  void await_silence(std::chrono::steady_clock::time_point latest) const;

  ServerCommand command_;
  Descriptor log_;
  Descriptor output_;        ///< of the server, read from here
  Descriptor stop_reading_;  ///< readable when the reader must stop
  std::unique_ptr<Supervisor> supervisor_;
  bool has_stopped_ = false;
  std::string line_;  ///< not yet in the log, because it may go on
  std::thread reader_;
  mutable std::mutex mutex_;  ///< guards what the reader changes
  mutable std::condition_variable silent_;
  std::string tail_;
  bool is_silent_ = false;  ///< no process is left that could write output
};

/// A port on 127.0.0.1 on which nothing listens.
[[nodiscard]] Expected<std::uint16_t, std::string> free_port();
/// Whether something listens on this port of 127.0.0.1.
[[nodiscard]] bool is_taken(std::uint16_t port);

/// The port that a URL names; nullopt if it names none, or a placeholder.
[[nodiscard]] std::optional<std::uint16_t> port_in(const std::string& url);
/// The text with every placeholder replaced.
[[nodiscard]] std::string filled_in(std::string text, std::string_view placeholder,
                                    std::string_view value);
/// The text with every {port} replaced.
[[nodiscard]] std::string with_port(std::string text, std::uint16_t port);

}  // namespace conform
