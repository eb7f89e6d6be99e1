#include "harness/durability/server.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <system_error>

namespace conform::durability {
namespace {

/// From SIGTERM to SIGKILL.
constexpr auto grace = std::chrono::seconds(10);
constexpr auto between_checks = std::chrono::milliseconds(50);

bool has_files(const std::string& folder) {
  std::error_code error;
  const std::filesystem::recursive_directory_iterator entries(folder, error);
  return std::any_of(begin(entries), end(entries), [](const auto& entry) {
    std::error_code ignored;
    return entry.is_regular_file(ignored) && entry.file_size(ignored) > 0;
  });
}

}  // namespace

Server::Server(const ServerOptions& options) : options_(options) {
  if (options.watches_disk) disk_.emplace(folder_.path());
}

Expected<void, std::string> Server::start() {
  auto port = port_in(options_.url);
  if (!port) {
    const auto free = free_port();
    if (!free) return unexpected(free.error());
    port = *free;
  }
  auto target = Target::parse(with_port(options_.url, *port));
  if (!target) return unexpected(target.error());
  target_ = *std::move(target);
  target_->credentials = options_.credentials;
  auto command = filled_in(options_.command, "{dir}", folder_.path());
  if (disk_) command = disk_->environment() + command;
  auto process = ServerProcess::start({.command = command,
                                       .port = *port,
                                       .log = options_.log,
                                       .grace = grace,
                                       .appends_log = has_started_,
                                       .shown = options_.shown});
  if (!process) return unexpected(process.error().why);
  process_ = *std::move(process);
  has_started_ = true;
  return {};
}

void Server::signal(Signal signal) const {
  process_->signal(signal == Signal::term ? SIGTERM : SIGKILL);
}

bool Server::protect_disk(bool is_read_only) const {
  if (disk_) disk_->set_read_only(is_read_only);
  return disk_.has_value();
}

void Server::lose_writes(unsigned torn_by) const {
  if (!disk_) return;
  if (torn_by == 0) {
    disk_->lose_writes();
  } else {
    disk_->tear_writes(torn_by);
  }
}

bool Server::bypasses_disk() const {
  return disk_ && !disk_->has_seen_changes() && has_files(folder_.path());
}

void Server::await_end() {
  const auto latest = std::chrono::steady_clock::now() + grace;
  const auto should_stop = [this] { return options_.should_stop && options_.should_stop(); };
  while (!process_->is_gone() && std::chrono::steady_clock::now() < latest && !should_stop()) {
    process_->wait_for_end(between_checks);
  }
  if (!process_->is_gone()) process_->signal(SIGKILL);
  process_->stop();
}

}  // namespace conform::durability
