#include "harness/durability/server.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace conform::durability {
DataFolder::DataFolder() {
  auto name = (std::filesystem::temp_directory_path() / "conform-durability-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error(fmt::format("cannot create a folder like {}", name));
  }
  path_ = name;
}

DataFolder::~DataFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
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
  const auto command = filled_in(options_.command, "{dir}", folder_.path());
  auto process = ServerProcess::start({.command = command,
                                       .port = *port,
                                       .log = options_.log,
                                       .grace = std::chrono::seconds(10),
                                       .appends_log = has_started_,
                                       .shown = options_.shown});
  if (!process) return unexpected(process.error());
  process_ = *std::move(process);
  has_started_ = true;
  return {};
}

void Server::signal(Signal signal) const {
  process_->signal(signal == Signal::term ? SIGTERM : SIGKILL);
}

void Server::await_end() {
  process_->stop();
}

}  // namespace conform::durability
