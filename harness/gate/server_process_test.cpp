// Uses real processes: shells that do what a server might.
#include "harness/gate/server_process.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace conform {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

constexpr auto long_enough = 20s;

std::unique_ptr<ServerProcess> started(const std::string& command) {
  auto process = ServerProcess::start({command, 4711, "", 50ms});
  if (!process) throw std::runtime_error(process.error().why);
  return *std::move(process);
}

/// Waits until the server has printed this text.
void await_lines(const ServerProcess& process, std::size_t count) {
  const auto latest = std::chrono::steady_clock::now() + long_enough;
  while (process.last_lines(count).size() < count && std::chrono::steady_clock::now() < latest) {
    process.wait_for_end(1ms);
  }
}

/// Whether the process ends.
bool ends(int process) {
  const Descriptor end(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  if (!end.open()) return true;
  pollfd ended{end.number(), POLLIN, 0};
  return ::poll(&ended, 1, 20'000) == 1;
}

TEST(ServerProcess, GetsItsPortAndTellsHowItEnded) {
  const auto process = started("echo {port} $PORT; echo more >&2; exit 3");
  process->wait_for_end(long_enough);
  EXPECT_EQ(process->ended(), "exit status 3");
  EXPECT_THAT(process->last_lines(20), ElementsAre("4711 4711", "more"));
  process->stop();
  EXPECT_EQ(process->ended(), "exit status 3");
}

TEST(ServerProcess, TellsTheSignal) {
  const auto process = started("kill -SEGV $$");
  process->wait_for_end(long_enough);
  EXPECT_EQ(process->ended(), "signal 11 (Segmentation fault)");
}

TEST(ServerProcess, RunsUntilItIsStopped) {
  const auto process = started("echo begun; exec sleep 1000");
  await_lines(*process, 1);
  EXPECT_EQ(process->ended(), std::nullopt);
  process->stop();
  EXPECT_EQ(process->ended(), "signal 15 (Terminated)");
}

TEST(ServerProcess, MayPutThingsInOrderFirst) {
  auto process = ServerProcess::start(
      {"trap 'echo tidy; exit 0' TERM; echo begun; while :; do sleep 0.01; done", 1, "", 20s});
  await_lines(**process, 1);
  (*process)->stop();
  EXPECT_EQ((*process)->ended(), "exit status 0");
  EXPECT_THAT((*process)->last_lines(9), Contains("tidy"));
}

TEST(ServerProcess, IsKilledWhenItDoesNotListen) {
  const auto process = started("trap '' TERM; echo begun; sleep 1000; echo never");
  await_lines(*process, 1);
  process->stop();
  EXPECT_EQ(process->ended(), "signal 9 (Killed)");
}

TEST(ServerProcess, TakesItsWholeGroupWithIt) {
  auto process = started("sleep 1000 & echo $!; wait");
  await_lines(*process, 1);
  const int child = std::stoi(process->last_lines(1).at(0));
  process.reset();
  EXPECT_TRUE(ends(child));
}

/// A server whose child is in a session of its own, ignores signals, and has lost its parent. It
/// prints the number of the child.
constexpr const char* with_escaped_child =
    R"(sh -c 'setsid sh -c "trap \"\" TERM INT HUP; echo \$\$; exec sleep 1000" &'; sleep 1000)";

TEST(ServerProcess, TakesWhatLeftItsSessionWithIt) {
  auto process = started(with_escaped_child);
  await_lines(*process, 1);
  const int child = std::stoi(process->last_lines(1).at(0));
  process.reset();
  EXPECT_TRUE(ends(child));
}

TEST(ServerProcess, TakesEverythingWithItWhenTheProgramIsKilled) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
  const pid_t program = ::fork();
  if (program == 0) {
    const auto process = started(with_escaped_child);
    await_lines(*process, 1);
    const int child = std::stoi(process->last_lines(1).at(0));
    static_cast<void>(::write(pipe[1], &child, sizeof child) == sizeof child);
    ::kill(::getpid(), SIGKILL);
  }
  ::close(pipe[1]);
  int child = 0;
  EXPECT_EQ(::read(pipe[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
  ::close(pipe[0]);
  ::waitpid(program, nullptr, 0);
  EXPECT_TRUE(child > 0 && ends(child));
}

TEST(ServerProcess, TellsThatItsSupervisorWasKilled) {
  const auto process = started("echo $PPID; exec sleep 1000");
  await_lines(*process, 1);
  ::kill(std::stoi(process->last_lines(1).at(0)), SIGKILL);
  process->wait_for_end(long_enough);
  EXPECT_THAT(process->ended(), Optional(HasSubstr("watches over it was killed")));
  process->stop();
}

TEST(ServerProcess, OneThatLeftItsGroupHoldsNobodyUp) {
  const auto process = started("setsid sh -c 'echo begun; exec sleep 3' & wait");
  await_lines(*process, 1);
  process->stop();
  EXPECT_EQ(process->ended(), "signal 15 (Terminated)");
}

TEST(ServerProcess, KeepsTheEndOfALongTaleAndAllOfItInTheLog) {
  const auto log = testing::TempDir() + "conform-server-process.log";
  auto process =
      ServerProcess::start({"i=0; while [ $i -lt 9000 ]; do echo line $i and more; "
                            "i=$((i+1)); done",
                            1, log, 50ms});
  ASSERT_TRUE(process) << process.error().why;
  (*process)->wait_for_end(long_enough);
  EXPECT_EQ((*process)->ended(), "exit status 0");
  EXPECT_THAT((*process)->last_lines(2), ElementsAre("line 8998 and more", "line 8999 and more"));
  EXPECT_LE((*process)->last_lines(9000).size(), (64U << 10) / 18 + 1);
  std::ifstream file(log);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(text, HasSubstr("line 0 and more"));
  EXPECT_THAT(text, HasSubstr("line 8999 and more"));
  std::filesystem::remove(log);
}

TEST(ServerProcess, NeedsALogThatCanBeWritten) {
  EXPECT_THAT(ServerProcess::start({"true", 1, "/no/such/folder/log"}).error().why,
              HasSubstr("/no/such/folder/log cannot be written"));
}

TEST(ServerProcess, WithoutAWordThereAreNoLines) {
  const auto process = started("exit 0");
  process->wait_for_end(long_enough);
  EXPECT_THAT(process->last_lines(3), IsEmpty());
}

TEST(Port, AFreeOneIsNotTaken) {
  const auto port = free_port();
  ASSERT_TRUE(port);
  EXPECT_GT(*port, 0);
  EXPECT_FALSE(is_taken(*port));
}

TEST(Port, StandsWhereverItIsNamed) {
  EXPECT_EQ(with_port("{port} -p {port}{", 80), "80 -p 80{");
}

}  // namespace
}  // namespace conform
