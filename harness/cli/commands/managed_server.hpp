// The server of --server: started before a run, awaited until it answers, stopped behind the run.
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
#include "reports/secrets.hpp"

namespace conform {

class ManagedServer {
 public:
  struct Refusal {
    int status = 0;  ///< to exit with
    std::string why;
    bool interrupted = false;  ///< by the user
  };

  /// Gives it once it has answered a request, with whatever status.
  static Expected<ManagedServer, Refusal> start(const Settings& settings,
                                                const http::Headers& credentials);

  /// Ends it, should it still run, and starts it again at the same port. `should_stop`, which may
  /// be empty, is asked several times a second.
  Expected<void, Refusal> restart(const std::function<bool()>& should_stop = {});

  /// How the process has ended; nullopt while it runs.
  [[nodiscard]] std::optional<std::string> ended() const { return process_->ended(); }

  /// Those that it was started with, its port filled in wherever a URL wants it.
  [[nodiscard]] const Settings& settings() const { return settings_; }

  /// What is to be told of it at the end of a run: how it ended, if it did, and what it said last,
  /// if anything failed.
  [[nodiscard]] std::vector<std::string> notes(bool failed) const;

 private:
  ManagedServer(std::unique_ptr<ServerProcess> process, ServerCommand command, Settings settings,
                http::Headers credentials);

  [[nodiscard]] Expected<void, Refusal> await(const std::function<bool()>& should_stop) const;
  [[nodiscard]] std::vector<std::string> last_lines() const;
  [[nodiscard]] Refusal refusal(const std::string& why) const;

  std::unique_ptr<ServerProcess> process_;
  ServerCommand command_;
  std::vector<std::string> first_end_;  ///< what is to be told of it, where it was started again
  Settings settings_;
  http::Headers credentials_;
  reports::Secrets secrets_;  ///< shown nowhere, not even where the server shows them
};

}  // namespace conform
