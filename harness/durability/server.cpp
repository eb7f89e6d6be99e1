#include "harness/durability/server.hpp"

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include "harness/http/url.hpp"

namespace conform::durability {
namespace {

std::string replaced(std::string text, std::string_view what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

/// The port that the URL has; nullopt where a free one is to be chosen.
std::optional<std::uint16_t> fixed_port(const std::string& url) {
  if (url.find("{port}") != std::string::npos) return std::nullopt;
  const auto parsed = http::parse_url(url);
  if (!parsed) return std::nullopt;
  const auto authority = parsed->authority();
  const auto colon = authority.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::uint16_t port = 0;
  const auto* end = authority.data() + authority.size();
  const auto [read, error] = std::from_chars(authority.data() + colon + 1, end, port);
  return error == std::errc() && read == end ? std::optional(port) : std::nullopt;
}

}  // namespace

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
  auto port = fixed_port(options_.url);
  if (!port) {
    const auto free = free_port();
    if (!free) return unexpected(free.error());
    port = *free;
  }
  auto target = Target::parse(with_port(options_.url, *port));
  if (!target) return unexpected(target.error());
  target_ = *std::move(target);
  target_->credentials = options_.credentials;
  const auto command = replaced(options_.command, "{dir}", folder_.path());
  auto process = ServerProcess::start({.command = command,
                                       .port = *port,
                                       .log = options_.log,
                                       .grace = std::chrono::seconds(10),
                                       .appends_log = has_started_});
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
