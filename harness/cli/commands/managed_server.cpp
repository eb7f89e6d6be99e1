#include "harness/cli/commands/managed_server.hpp"

#include <fmt/format.h>

#include "harness/cli/commands/connection.hpp"
#include "harness/cli/commands/single_request.hpp"
#include "harness/cli/exit_code.hpp"
#include "harness/http/url.hpp"
#include "harness/scenario/duration.hpp"
#include "harness/transport/curl_transport.hpp"
#include "reports/output_filter.hpp"
#include "reports/text/clean.hpp"

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t lines_shown = 20;

Expected<Duration, std::string> startup_limit_of(const Settings& settings) {
  if (!settings.server_timeout) return Duration(30s);
  const auto limit = parse_duration(*settings.server_timeout);
  if (!limit) return unexpected("--server-timeout: " + limit.error());
  return *limit;
}

bool has_port_to_fill_in(const std::string& url) {
  return url.find("{port}") != std::string::npos;
}

bool is_here(const std::string& url) {
  const auto parsed = http::parse_url(url);
  return parsed &&
         (parsed->host == "localhost" || parsed->host == "::1" || parsed->host.starts_with("127."));
}

/// The port in the target's URL, or else a free one.
Expected<std::uint16_t, ManagedServer::StartError> port_for(const std::string& url) {
  const auto named = has_port_to_fill_in(url) ? std::nullopt : port_in(url);
  if (!named) {
    const auto port = free_port();
    if (port) return *port;
    return unexpected(
        ManagedServer::StartError{exit_status::not_judged, "--server: " + port.error()});
  }
  if (is_here(url) && is_taken(*named)) {
    return unexpected(ManagedServer::StartError{
        exit_status::usage,
        fmt::format("--server: port {} is in use, so another server would be tested: stop it, or "
                    "write {{port}} in --target",
                    *named)});
  }
  return *named;
}

}  // namespace

ManagedServer::ManagedServer(std::unique_ptr<ServerProcess> process, ServerCommand command,
                             Settings settings, http::Headers credentials)
    : process_(std::move(process)),
      command_(std::move(command)),
      settings_(std::move(settings)),
      credentials_(std::move(credentials)) {}

std::vector<std::string> ManagedServer::last_lines() const {
  auto lines = process_->last_lines(lines_shown);
  for (auto& line : lines) line = "| " + reports::clean_line(reports::writable(line));
  return lines;
}

ManagedServer::StartError ManagedServer::start_error(const std::string& why) const {
  std::string text = "--server: " + why;
  const auto lines = last_lines();
  text += lines.empty() ? "; it printed nothing" : "; its last output:";
  for (const auto& line : lines) text += "\n  " + line;
  return {exit_status::not_judged, std::move(text)};
}

Expected<void, ManagedServer::StartError> ManagedServer::await(
    const std::function<bool()>& should_stop) const {
  const auto usage_error = [](const std::string& why) {
    return unexpected(StartError{exit_status::usage, why});
  };
  const auto startup_limit = startup_limit_of(settings_);
  if (!startup_limit) return usage_error(startup_limit.error());
  const auto connection = connection_to(*settings_.target, settings_, credentials_);
  if (!connection) return usage_error(connection.error());
  CurlTransport transport(connection->curl);
  bool interrupted = false;
  transport.on_interrupt([&] { interrupted = true; });
  const Instant latest = transport.now() + *startup_limit;
  while (true) {
    const auto limit = std::max(latest - transport.now(), Duration(1ms));
    const auto exchange = ask(transport, connection->target, {"GET", "conform-ready", "", limit},
                              [&] { return interrupted || (should_stop && should_stop()); });
    if (interrupted || (should_stop && should_stop())) {
      auto why = start_error("interrupted before the server was ready");
      why.interrupted = true;
      return unexpected(std::move(why));
    }
    // If it failed to bind the port, another server may be answering there.
    if (const auto ending = process_->ended()) {
      return unexpected(
          start_error(fmt::format("the server ended ({}) before it was ready", *ending)));
    }
    if (exchange.answered()) return {};
    if (transport.now() >= latest) {
      return unexpected(start_error(fmt::format("the server was not ready within {}: {}",
                                                to_string(*startup_limit), exchange.problem)));
    }
    process_->wait_for_end(20ms);
  }
}

Expected<ManagedServer, ManagedServer::StartError> ManagedServer::start(
    const Settings& settings, const http::Headers& credentials) {
  const std::string url = settings.target.value_or("http://127.0.0.1:{port}");
  const auto port = port_for(url);
  if (!port) return unexpected(port.error());
  const ServerCommand command{.command = *settings.server,
                              .port = *port,
                              .log = settings.server_log.value_or(""),
                              .shown = reports::writable};
  auto process = ServerProcess::start(command);
  if (!process) {
    const bool is_log = process.error().kind == ServerProcess::StartError::Kind::log;
    return unexpected(StartError{is_log ? exit_status::usage : exit_status::not_judged,
                                 "--server: " + process.error().why});
  }
  Settings reached = settings;
  reached.target = with_port(url, *port);
  if (reached.retention_hook) reached.retention_hook = with_port(*reached.retention_hook, *port);
  ManagedServer server(*std::move(process), command, std::move(reached), credentials);
  if (auto ready = server.await({}); !ready) return unexpected(std::move(ready.error()));
  return server;
}

Expected<void, ManagedServer::StartError> ManagedServer::restart(
    const std::function<bool()>& should_stop) {
  if (earlier_notes_.empty()) {
    const auto ending = process_->ended();
    earlier_notes_ = last_lines();
    const std::string_view summary = earlier_notes_.empty() ? "nothing" : "last:";
    earlier_notes_.insert(
        earlier_notes_.begin(),
        fmt::format("the server {} and was restarted; its last output: {}",
                    ending ? fmt::format("ended ({})", *ending) : "stopped accepting connections",
                    summary));
  }
  process_->stop();
  // Its output before that explains why it ended.
  auto command = command_;
  command.appends_log = true;
  auto process = ServerProcess::start(std::move(command));
  if (!process) {
    return unexpected(StartError{exit_status::not_judged, "--server: " + process.error().why});
  }
  process_ = *std::move(process);
  return await(should_stop);
}

std::vector<std::string> ManagedServer::notes(bool failed) const {
  std::vector<std::string> notes = earlier_notes_;
  const auto ending = process_->ended();
  if (!ending && !failed) return notes;
  auto lines = last_lines();
  const std::string_view summary = lines.empty() ? "it printed nothing" : "its last output:";
  notes.push_back(ending ? fmt::format("the server ended during the run ({}); {}", *ending, summary)
                         : fmt::format("server: {}", summary));
  notes.insert(notes.end(), lines.begin(), lines.end());
  return notes;
}

}  // namespace conform
