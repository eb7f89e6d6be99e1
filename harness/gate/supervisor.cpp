#include "harness/gate/supervisor.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "harness/gate/descendants.hpp"

namespace conform {
namespace {

using std::chrono::milliseconds;
using SupervisorClock = std::chrono::steady_clock;

/// From SIGTERM to SIGKILL when this program has ended without a word.
constexpr milliseconds grace_without_program{2000};
/// What cannot be killed, because it is stuck in the kernel, is left.
constexpr milliseconds longest_killing{5000};
constexpr milliseconds between_kills{20};

enum class OrderKind { signal, fill_disk, stop };

struct Order {
  OrderKind kind;
  int value;  ///< the number of the signal, whether the disk is full, or milliseconds
};

/// How the process ended, or why it could not be started.
struct EndOfProcess {
  int error;
  int code;    ///< as in siginfo_t
  int status;  ///< as in siginfo_t
};

// ---- the supervisor -----------------------------------------------------------------------------

// It was forked from a program with threads: it only makes system calls.

class Supervision {
 public:
  Supervision(int orders, int endings) : orders_(orders), endings_(endings) {}

  [[noreturn]] void run(const std::function<void()>& become) {
    // Signals of the terminal are for the program, not for this.
    ::setsid();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    children_ = ::signalfd(-1, &children, SFD_NONBLOCK | SFD_CLOEXEC);
    if (children_ >= 0) start(become);
    if (server_ < 0) {
      report({errno, 0, 0});
      _exit(EXIT_FAILURE);
    }
    answer(0);
    while (true) follow_orders();
  }

 private:
  void start(const std::function<void()>& become) {
    const pid_t parent = ::getpid();
    server_ = ::fork();
    if (server_ == 0) {
      // Nobody must outlive this process.
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) _exit(EXIT_FAILURE);
      become();
      _exit(EXIT_FAILURE);
    }
    if (server_ > 0) close_others();
  }

  void close_others() const {
    std::array<int, 3> kept{orders_, endings_, children_};
    std::sort(kept.begin(), kept.end());
    unsigned first = 0;
    for (const int one : kept) {
      const auto number = static_cast<unsigned>(one);
      if (number > first) ::close_range(first, number - 1, 0);
      first = number + 1;
    }
    ::close_range(first, ~0U, 0);
  }

  void follow_orders() {
    std::array<pollfd, 2> sources{pollfd{orders_, POLLIN, 0}, pollfd{children_, POLLIN, 0}};
    ::poll(sources.data(), sources.size(), -1);
    reap();
    if (sources[0].revents == 0) return;
    Order order{};
    const auto size = ::read(orders_, &order, sizeof order);
    if (size < 0 && errno == EINTR) return;
    if (size != sizeof order) end_all(grace_without_program);
    switch (order.kind) {
      case OrderKind::signal:
        signal_all(order.value);
        return answer(1);
      case OrderKind::fill_disk:
        return answer(fill_disk(order.value != 0) ? 1 : 0);
      case OrderKind::stop:
        end_all(milliseconds(order.value));
    }
  }

  /// The program waits for it. If this cannot be reported, it must not wait for ever.
  void answer(int value) {
    const auto sent = ::send(orders_, &value, sizeof value, MSG_NOSIGNAL);
    if (sent != sizeof value) end_all(milliseconds(0));
  }
  void report(const EndOfProcess& end) const {
    static_cast<void>(::write(endings_, &end, sizeof end) == sizeof end);
  }

  /// Whether no child is left.
  bool reap() {
    signalfd_siginfo ignored{};
    while (::read(children_, &ignored, sizeof ignored) > 0) {
    }
    while (true) {
      siginfo_t info{};
      if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG) != 0) return errno == ECHILD;
      if (info.si_pid == 0) return false;
      if (info.si_pid != server_) continue;
      server_ = 0;
      report({0, info.si_code, info.si_status});
    }
  }

  /// Those in the group of the first process at the same time.
  void signal_all(int number) const {
    if (server_ > 0) ::kill(-server_, number);
    Descendants all(::getpid());
    while (const pid_t process = all.next()) {
      if (server_ <= 0 || ::getpgid(process) != server_) ::kill(process, number);
    }
  }

  [[nodiscard]] bool fill_disk(bool is_full) const {
    bool is_done = false;
    Descendants all(::getpid());
    while (const pid_t process = all.next()) {
      rlimit limit{};
      if (::prlimit(process, RLIMIT_FSIZE, nullptr, &limit) != 0) return false;
      limit.rlim_cur = is_full ? 0 : limit.rlim_max;
      if (::prlimit(process, RLIMIT_FSIZE, &limit, nullptr) != 0) return false;
      is_done = true;
    }
    return is_done;
  }

  [[noreturn]] void end_all(milliseconds grace) {
    signal_all(SIGTERM);
    const auto kill_from = SupervisorClock::now() + grace;
    bool all_ended = reap();
    while (!all_ended && SupervisorClock::now() < kill_from) {
      wait_for_child(kill_from - SupervisorClock::now());
      all_ended = reap();
    }
    const auto latest = SupervisorClock::now() + longest_killing;
    while (!all_ended && SupervisorClock::now() < latest) {
      // Again and again: processes may have been started meanwhile.
      signal_all(SIGKILL);
      wait_for_child(between_kills);
      all_ended = reap();
    }
    _exit(EXIT_SUCCESS);
  }

  void wait_for_child(SupervisorClock::duration limit) const {
    pollfd source{children_, POLLIN, 0};
    const auto left = std::chrono::ceil<milliseconds>(limit);
    ::poll(&source, 1, static_cast<int>(left.count()));
  }

  int orders_;
  int endings_;
  int children_ = -1;
  pid_t server_ = -1;  ///< 0 once it has ended
};

// ---- this program -------------------------------------------------------------------------------

std::string in_words(const EndOfProcess& end) {
  if (end.code == CLD_EXITED) return fmt::format("exit status {}", end.status);
  return fmt::format("signal {} ({})", end.status, strsignal(end.status));
}

std::optional<EndOfProcess> read_end(const Descriptor& endings) {
  EndOfProcess end{};
  ssize_t size = 0;
  do {
    size = ::read(endings.number(), &end, sizeof end);
  } while (size < 0 && errno == EINTR);
  return size == sizeof end ? std::optional(end) : std::nullopt;
}

/// 0 if the supervisor has gone.
int asked(const Descriptor& orders, const Order& order) {
  // Not write(), because the supervisor may have been killed.
  if (::send(orders.number(), &order, sizeof order, MSG_NOSIGNAL) != sizeof order) return 0;
  int answer = 0;
  while (::read(orders.number(), &answer, sizeof answer) < 0 && errno == EINTR) {
  }
  return answer;
}

}  // namespace

Expected<std::unique_ptr<Supervisor>, int> Supervisor::start(const std::function<void()>& become) {
  std::array<int, 2> order_ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, order_ends.data()) != 0) {
    return unexpected(errno);
  }
  Descriptor orders(order_ends[0]);
  Descriptor taken_orders(order_ends[1]);
  std::array<int, 2> ending_ends{};
  if (::pipe2(ending_ends.data(), O_CLOEXEC) != 0) return unexpected(errno);
  Descriptor endings(ending_ends[0]);
  Descriptor told_endings(ending_ends[1]);
  const pid_t process = ::fork();
  if (process < 0) return unexpected(errno);
  if (process == 0) {
    orders.close();
    endings.close();
    Supervision(taken_orders.number(), told_endings.number()).run(become);
  }
  taken_orders.close();
  told_endings.close();
  std::unique_ptr<Supervisor> supervisor(
      new Supervisor(process, std::move(orders), std::move(endings)));
  int begun = 0;
  ssize_t size = 0;
  do {
    size = ::read(supervisor->orders_.number(), &begun, sizeof begun);
  } while (size < 0 && errno == EINTR);
  if (size == sizeof begun) return supervisor;
  const int error = size < 0 ? errno : EPIPE;
  // It ends, if it has not yet.
  supervisor->orders_.close();
  const auto end = read_end(supervisor->endings_);
  return unexpected(end && end->error != 0 ? end->error : error);
}

Supervisor::~Supervisor() {
  stop(milliseconds(0));
}

std::optional<std::string> Supervisor::ended() {
  if (ending_) return ending_;
  pollfd source{endings_.number(), POLLIN, 0};
  if (::poll(&source, 1, 0) <= 0) return std::nullopt;
  const auto end = read_end(endings_);
  ending_ = end ? in_words(*end) : "the process that watches over it was killed";
  return ending_;
}

void Supervisor::wait_for_end(milliseconds limit) const {
  pollfd source{endings_.number(), POLLIN, 0};
  ::poll(&source, 1, static_cast<int>(limit.count()));
}

void Supervisor::signal(int number) const {
  asked(orders_, {OrderKind::signal, number});
}

bool Supervisor::fill_disk(bool is_full) const {
  return asked(orders_, {OrderKind::fill_disk, is_full ? 1 : 0}) == 1;
}

void Supervisor::stop(milliseconds grace) {
  if (process_ <= 0) return;
  asked(orders_, {OrderKind::stop, static_cast<int>(grace.count())});
  // If the order did not arrive, this does.
  orders_.close();
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
}

}  // namespace conform
