// The server given with --server: started before a run, awaited until it answers, stopped
// afterwards.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/options/settings.hpp"
#include "harness/gate/server_process.hpp"
#include "harness/http/expected.hpp"
#include "harness/http/message.hpp"

namespace conform {

class ManagedServer {
 public:
  struct StartError {
    int status = 0;  ///< exit status
    std::string why;
    bool interrupted = false;  ///< by the user
  };

  /// Returns the server once it has answered a request, with whatever status.
  static Expected<ManagedServer, StartError> start(const Settings& settings,
                                                   const http::Headers& credentials);

  /// Stops it if it is still running, and starts it again on the same port. `should_stop`, which
  /// may be empty, is polled several times a second.
  Expected<void, StartError> restart(const std::function<bool()>& should_stop = {});

  /// How the process ended; nullopt while it is running.
  [[nodiscard]] std::optional<std::string> ended() const { return process_->ended(); }

  /// The settings that it was started with, with the port filled in wherever a URL needs it.
  [[nodiscard]] const Settings& settings() const { return settings_; }

  /// Notes about it for the end of a run: how it ended, if it did, and its last output, if anything
  /// failed.
  [[nodiscard]] std::vector<std::string> notes(bool failed) const;

 private:
  ManagedServer(std::unique_ptr<ServerProcess> process, ServerCommand command, Settings settings,
                http::Headers credentials);

  [[nodiscard]] Expected<void, StartError> await(const std::function<bool()>& should_stop) const;
  [[nodiscard]] std::vector<std::string> last_lines() const;
  [[nodiscard]] StartError start_error(const std::string& why) const;

  std::unique_ptr<ServerProcess> process_;
  ServerCommand command_;
  std::vector<std::string> earlier_notes_;  ///< notes from before it was restarted
  Settings settings_;
  http::Headers credentials_;
};

}  // namespace conform
