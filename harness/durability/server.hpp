// The server under test: started in a data folder of its own, stopped by a signal, started again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/durability/data_folder.hpp"
#include "harness/durability/disk.hpp"
#include "harness/durability/operation.hpp"
#include "harness/gate/server_process.hpp"
#include "harness/http/expected.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/curl_transport.hpp"

namespace conform::durability {

struct ServerOptions {
  std::string command;  ///< for /bin/sh, with {port} and {dir}
  std::string url;      ///< below which the streams are; may contain {port}
  http::Headers credentials{};
  CurlOptions curl{};
  std::chrono::milliseconds ready_limit = std::chrono::seconds(30);
  std::string log{};  ///< a file for its output; empty for none
  /// What of some lines may be written to the log; empty for all.
  std::function<std::string(std::string_view lines)> shown{};
  /// A library is loaded between the server and its files, for what Disk can do.
  bool watches_disk = false;
  /// Polled while the server is awaited: true ends the wait, and kills a server that was to end.
  std::function<bool()> should_stop{};
};

class Server {
 public:
  /// With a new, empty data folder; not started yet.
  explicit Server(const ServerOptions& options);

  /// Starts the process, and does not wait until it is ready. Each start has a port of its own,
  /// unless the URL has one, so that connections of the last process cannot get in its way. The
  /// error is one sentence.
  [[nodiscard]] Expected<void, std::string> start();
  /// Sends the signal and does not wait.
  void signal(Signal signal) const;
  /// As ServerProcess does.
  [[nodiscard]] bool fill_disk(bool is_full) const { return process_->fill_disk(is_full); }
  /// As Disk::set_read_only; false without the library.
  [[nodiscard]] bool protect_disk(bool is_read_only) const;
  /// As Disk::lose_writes, or Disk::tear_writes with a seed other than 0.
  void lose_writes(unsigned torn_by) const;
  /// Its files are watched, and it has changed them in a way that was not seen.
  [[nodiscard]] bool bypasses_disk() const;
  /// Waits until it has ended after a signal. A process that ignores SIGTERM is killed in the end.
  void await_end();

  /// How it ended, if it did so by itself.
  [[nodiscard]] std::optional<std::string> ended() const { return process_->ended(); }
  [[nodiscard]] std::vector<std::string> last_lines() const { return process_->last_lines(5); }
  [[nodiscard]] const Target& target() const { return *target_; }
  [[nodiscard]] const ServerOptions& options() const { return options_; }

 private:
  const ServerOptions& options_;
  DataFolder folder_;
  std::optional<Disk> disk_;
  std::unique_ptr<ServerProcess> process_;
  std::optional<Target> target_;
  bool has_started_ = false;
};

}  // namespace conform::durability
