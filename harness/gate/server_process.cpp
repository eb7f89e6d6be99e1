#include "harness/gate/server_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>
#include <utility>

#include "harness/http/url.hpp"
#include "harness/transport/own_lack.hpp"

namespace conform {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// What is longer is written to the log in parts.
constexpr std::size_t longest_line = std::size_t{64} << 10;
constexpr std::size_t tail_bytes = std::size_t{64} << 10;

std::string system_reason() {
  return std::generic_category().message(errno);
}

/// Blocks Ctrl-C and similar signals while it exists.
class SignalBlock {
 public:
  SignalBlock() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalBlock() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalBlock(const SignalBlock&) = delete;
  SignalBlock& operator=(const SignalBlock&) = delete;

 private:
  sigset_t before_{};
};

/// What the child needs, prepared before the fork: only a few functions may be called after it.
class Exec {
 public:
  Exec(std::string command, std::uint16_t port) : command_(std::move(command)) {
    constexpr std::string_view name = "PORT=";
    for (char** variable = environ; *variable != nullptr; ++variable) {
      if (!std::string_view(*variable).starts_with(name)) variables_.emplace_back(*variable);
    }
    variables_.push_back(fmt::format("{}{}", name, port));
    for (auto& variable : variables_) environment_.push_back(variable.data());
    environment_.push_back(nullptr);
    arguments_ = {shell_.data(), option_.data(), command_.data(), nullptr};
  }
  Exec(const Exec&) = delete;
  Exec& operator=(const Exec&) = delete;

  [[noreturn]] void become(int input, int output) {
    setsid();
    std::signal(SIGPIPE, SIG_DFL);
    // fill_disk() makes writes fail; the signal would end the process.
    std::signal(SIGXFSZ, SIG_IGN);
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve("/bin/sh", arguments_.data(), environment_.data());
    constexpr int cannot_execute = 127;
    _exit(cannot_execute);
  }

 private:
  std::string shell_ = "sh";
  std::string option_ = "-c";
  std::string command_;
  std::vector<std::string> variables_;
  std::vector<char*> environment_;
  std::array<char*, 4> arguments_{};
};

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// A socket bound to this port of 127.0.0.1; 0 for any port.
Descriptor bound_to(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.open()) return socket;
  // Connections of a server that has ended must not prevent binding.
  const int on = 1;
  ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): required by the interface
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  if (::bind(socket.number(), any, sizeof address) != 0) return Descriptor();
  return socket;
}

}  // namespace

ServerProcess::ServerProcess(ServerCommand command, Descriptor log)
    : command_(std::move(command)), log_(std::move(log)) {}

Expected<std::unique_ptr<ServerProcess>, ServerProcess::StartError> ServerProcess::start(
    ServerCommand command) {
  using Kind = StartError::Kind;
  Descriptor log;
  if (!command.log.empty()) {
    const int begins = command.appends_log ? O_APPEND : O_TRUNC;
    log = Descriptor(::open(command.log.c_str(), O_WRONLY | O_CREAT | begins | O_CLOEXEC, 0666));
    if (!log.open()) {
      const auto kind = is_fault_of_machine(errno) ? Kind::machine : Kind::log;
      return unexpected(
          StartError{kind, fmt::format("{} cannot be written: {}", command.log, system_reason())});
    }
  }
  std::unique_ptr<ServerProcess> process(new ServerProcess(std::move(command), std::move(log)));
  if (const int error = process->spawn(); error != 0) {
    return unexpected(StartError{
        Kind::machine,
        fmt::format("cannot start a process: {}", std::generic_category().message(error))});
  }
  return process;
}

int ServerProcess::spawn() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
  output_ = Descriptor(ends[0]);
  const Descriptor input(ends[1]);
  const Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!nothing.open()) return errno;
  stop_reading_ = Descriptor(::eventfd(0, EFD_CLOEXEC));
  if (!stop_reading_.open()) return errno;
  Exec exec(with_port(command_.command, command_.port), command_.port);
  // The reader thread inherits the blocked signals, so that the starting thread gets them; the
  // child unblocks them.
  const SignalBlock blocked;
  auto supervisor = Supervisor::start([&] { exec.become(nothing.number(), input.number()); });
  if (!supervisor) return supervisor.error();
  supervisor_ = *std::move(supervisor);
  try {
    reader_ = std::thread([this] { read_output(); });
  } catch (const std::system_error& error) {
    stop();
    return error.code().value();
  }
  return 0;
}

ServerProcess::~ServerProcess() {
  stop();
}

void ServerProcess::stop() {
  if (has_stopped_ || !supervisor_) return;
  const SignalBlock blocked;
  supervisor_->stop(command_.grace);
  has_stopped_ = true;
  await_silence(Clock::now() + milliseconds(100));
  ::eventfd_write(stop_reading_.number(), 1);
  if (reader_.joinable()) reader_.join();
}

void ServerProcess::signal(int number) const {
  if (!has_stopped_) supervisor_->signal(number);
}

bool ServerProcess::fill_disk(bool is_full) const {
  return supervisor_->fill_disk(is_full);
}

void ServerProcess::await_silence(Clock::time_point latest) const {
  std::unique_lock lock(mutex_);
  silent_.wait_until(lock, latest, [this] { return is_silent_; });
}

std::optional<std::string> ServerProcess::ended() const {
  const auto ending = supervisor_->ended();
  if (ending && !has_stopped_) await_silence(Clock::now() + milliseconds(100));
  return ending;
}

bool ServerProcess::is_gone() const {
  if (!ended()) return false;
  const std::lock_guard lock(mutex_);
  return is_silent_;
}

void ServerProcess::wait_for_end(milliseconds limit) const {
  supervisor_->wait_for_end(limit);
}

void ServerProcess::read_output() {
  std::array<char, 8192> buffer{};
  while (true) {
    std::array<pollfd, 2> sources{pollfd{output_.number(), POLLIN, 0},
                                  pollfd{stop_reading_.number(), POLLIN, 0}};
    ::poll(sources.data(), sources.size(), -1);
    if (sources[1].revents != 0) return;
    const auto count = ::read(output_.number(), buffer.data(), buffer.size());
    if (count <= 0) break;
    keep({buffer.data(), static_cast<std::size_t>(count)});
  }
  write_log({}, true);
  const std::lock_guard lock(mutex_);
  is_silent_ = true;
  silent_.notify_all();
}

void ServerProcess::write_log(std::string_view bytes, bool is_end) {
  if (!log_.open()) return;
  line_ += bytes;
  const bool waits = !is_end && line_.size() < longest_line;
  const auto whole = waits ? line_.rfind('\n') + 1 : line_.size();
  write_all(log_.number(),
            command_.shown ? command_.shown({line_.data(), whole}) : line_.substr(0, whole));
  line_.erase(0, whole);
}

void ServerProcess::keep(std::string_view bytes) {
  write_log(bytes, false);
  const std::lock_guard lock(mutex_);
  tail_ += bytes;
  if (tail_.size() > tail_bytes) tail_.erase(0, tail_.size() - tail_bytes);
}

std::vector<std::string> ServerProcess::last_lines(std::size_t most) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> lines;
  std::size_t end = tail_.size();
  while (end > 0 && lines.size() < most) {
    if (tail_[end - 1] == '\n') --end;
    const auto newline = end == 0 ? std::string::npos : tail_.rfind('\n', end - 1);
    const auto begin = newline == std::string::npos ? 0 : newline + 1;
    lines.push_back(tail_.substr(begin, end - begin));
    end = begin;
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

Expected<std::uint16_t, std::string> free_port() {
  const Descriptor socket = bound_to(0);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): required by the interface
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (!socket.open() || ::getsockname(socket.number(), any, &size) != 0) {
    return unexpected(fmt::format("no free port: {}", system_reason()));
  }
  return ntohs(address.sin_port);
}

bool is_taken(std::uint16_t port) {
  const Descriptor socket = bound_to(port);
  return !socket.open() && errno == EADDRINUSE;
}

std::optional<std::uint16_t> port_in(const std::string& url) {
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

std::string filled_in(std::string text, std::string_view placeholder, std::string_view value) {
  std::size_t at = 0;
  while ((at = text.find(placeholder, at)) != std::string::npos) {
    text.replace(at, placeholder.size(), value);
    at += value.size();
  }
  return text;
}

std::string with_port(std::string text, std::uint16_t port) {
  return filled_in(std::move(text), "{port}", fmt::format("{}", port));
}

}  // namespace conform
