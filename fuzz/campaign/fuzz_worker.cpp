#include "fuzz/campaign/fuzz_worker.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <set>
#include <system_error>
#include <utility>

#include "fuzz/campaign/features.hpp"
#include "fuzz/campaign/report_line.hpp"

namespace conform::fuzz {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto progress_interval = 200ms;
/// The most causes of one rule that a worker reports.
constexpr std::size_t max_ways = 24;

/// Whether this process is to end. A handler of signals can reach it only by a name of the program.
volatile std::sig_atomic_t is_to_end = 0;

bool changes_something(const Turn& turn) {
  const auto& method = turn.exchange.request.method;
  return (method == "PUT" || method == "POST") && turn.exchange.response.status / 100 == 2;
}

/// What a worker does with each sequence, in its process.
class WorkerLoop {
 public:
  WorkerLoop(std::unique_ptr<SequenceRunner> runner, int pipe, int orders)
      : runner_(std::move(runner)), pipe_(pipe), orders_(orders) {}
  ~WorkerLoop() { report_progress(); }
  WorkerLoop(const WorkerLoop&) = delete;
  WorkerLoop& operator=(const WorkerLoop&) = delete;

  /// Catches exceptions, because libFuzzer does not support unwinding.
  std::vector<std::uint32_t> execute(const Sequence& sequence) noexcept {
    try {
      return execute_and_judge(sequence);
    } catch (const std::exception& error) {
      emit(InternalError{error.what(), sequence});
      std::_Exit(0);
    }
  }

 private:
  std::vector<std::uint32_t> execute_and_judge(const Sequence& sequence) {
    const auto execution = runner_->execute(sequence);
    if (is_to_end != 0) end();
    count_effect(execution);
    for (const auto& turn : execution.turns) report(turn, sequence, execution);
    if (execution.server_down) wait_for_server(execution.silent);
    auto features = features_of(execution, runner_->applied());
    for (const auto feature : features) {
      if (!reached_.test(feature)) new_features_.push_back(feature);
      reached_.set(feature);
    }
    if (Clock::now() >= next_progress_) {
      report_progress();
      next_progress_ = Clock::now() + progress_interval;
    }
    return features;
  }

  [[noreturn]] void end() {
    report_progress();
    std::_Exit(0);
  }

  /// Counts sequences without any effect: they test nothing, whatever the server answers.
  void count_effect(const Execution& execution) {
    const auto& turns = execution.turns;
    if (std::any_of(turns.begin(), turns.end(), changes_something)) {
      ++effective_executions_;
      executions_without_effect_ = 0;
      refusals_.clear();
      return;
    }
    ++executions_without_effect_;
    for (const auto& turn : turns) {
      const bool sends = !turn.request.method.empty();
      if (sends) ++refusals_[turn.exchange.response.status];
    }
  }

  /// Reports each cause once.
  void report(const Turn& turn, const Sequence& sequence, const Execution& execution) {
    for (const auto& violation : turn.violations) {
      const auto cause = cause_of(turn.operation.act(), violation);
      auto& known = reported_[violation.rule];
      const bool is_new = known.size() < max_ways && known.insert(cause).second;
      // Only reproducing it shows which of the workers ended the server.
      if (!is_new && violation.rule != survives_rule) continue;
      // An unanswered deletion after the sequence is an additional turn.
      Sequence executed_sequence = sequence;
      for (auto i = sequence.size(); i < execution.turns.size(); ++i) {
        executed_sequence.push_back(execution.turns[i].operation);
      }
      emit(FoundFailure{{std::move(executed_sequence), execution, cause}, runner_->executions()});
    }
  }

  void wait_for_server(bool silent) {
    report_progress();
    emit(ServerDown{silent});
    eventfd_t order = 0;
    while (::eventfd_read(orders_, &order) != 0 && errno == EINTR) {
      if (is_to_end != 0) std::_Exit(0);
    }
  }

  void report_progress() {
    Progress progress;
    progress.executions = runner_->executions();
    progress.operations = runner_->operations();
    progress.exchanges = runner_->exchanges();
    progress.new_features = std::exchange(new_features_, {});
    progress.effective_executions = effective_executions_;
    progress.executions_without_effect = executions_without_effect_;
    progress.refusals = refusals_;
    for (const auto& record : runner_->rules()) {
      progress.applied.push_back(record.applied);
      progress.violated.push_back(record.violated);
    }
    emit(progress);
  }

  void emit(const ReportLine& line) const {
    const auto text = to_line(line);
    for (std::size_t written = 0; written < text.size();) {
      const auto count = ::write(pipe_, text.data() + written, text.size() - written);
      // The campaign has ended.
      if (count <= 0) std::_Exit(0);
      written += static_cast<std::size_t>(count);
    }
  }

  std::unique_ptr<SequenceRunner> runner_;
  int pipe_;
  int orders_;
  std::bitset<max_features> reached_;
  std::vector<std::uint32_t> new_features_;  ///< not yet reported
  std::map<std::string, std::set<Cause>> reported_;
  std::uint64_t effective_executions_ = 0;
  std::uint64_t executions_without_effect_ = 0;
  std::map<int, std::uint64_t> refusals_;
  Clock::time_point next_progress_{};
};

/// Keeps freed memory: the next sequence needs as much again.
void keep_memory() {
  constexpr int keep_bytes = 1 << 30;
  ::mallopt(M_MMAP_THRESHOLD, keep_bytes);
  ::mallopt(M_TRIM_THRESHOLD, keep_bytes);
}

/// The campaign handles Ctrl-C and ends its workers.
void listen_to_signals() {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGHUP, SIG_IGN);
  struct sigaction end{};
  end.sa_handler = [](int) { is_to_end = 1; };
  ::sigaction(SIGTERM, &end, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void run_worker(const DriverOptions& options, const MakeRunner& make_runner, int pipe,
                             int orders) {
  keep_memory();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  listen_to_signals();
  // Static, so that it is destroyed when libFuzzer ends the process.
  static std::unique_ptr<WorkerLoop> loop;
  loop = std::make_unique<WorkerLoop>(make_runner([] { return is_to_end != 0; }), pipe, orders);
  drive(options, [](const Sequence& sequence) { return loop->execute(sequence); });
}

}  // namespace

FuzzWorker FuzzWorker::start(const DriverOptions& options, const MakeRunner& make_runner) {
  std::array<int, 2> reports{};
  const int orders = ::eventfd(0, EFD_CLOEXEC);
  if (orders < 0 || ::pipe2(reports.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot create a pipe");
  }
  const pid_t process = ::fork();
  if (process < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot create a process");
  }
  if (process == 0) {
    ::close(reports[0]);
    run_worker(options, make_runner, reports[1], orders);
  }
  ::close(reports[1]);
  ::fcntl(reports[0], F_SETFL, O_NONBLOCK);
  return {process, reports[0], orders};
}

void FuzzWorker::go_on() const {
  ::eventfd_write(orders_, 1);
}

void FuzzWorker::end_soon() const {
  if (process_ > 0) ::kill(process_, SIGTERM);
}

FuzzWorker::FuzzWorker(FuzzWorker&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      pipe_(std::exchange(other.pipe_, -1)),
      orders_(std::exchange(other.orders_, -1)),
      rest_(std::move(other.rest_)) {}

FuzzWorker& FuzzWorker::operator=(FuzzWorker&& other) noexcept {
  std::swap(process_, other.process_);
  std::swap(pipe_, other.pipe_);
  std::swap(orders_, other.orders_);
  std::swap(rest_, other.rest_);
  return *this;
}

FuzzWorker::~FuzzWorker() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    wait();
  }
  if (pipe_ >= 0) ::close(pipe_);
  if (orders_ >= 0) ::close(orders_);
}

bool FuzzWorker::read_lines(const std::function<void(std::string_view)>& on_line) {
  std::array<char, 1 << 16> buffer{};
  for (;;) {
    const auto count = ::read(pipe_, buffer.data(), buffer.size());
    if (count == 0) return false;
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    rest_.append(buffer.data(), static_cast<std::size_t>(count));
    for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
      on_line(std::string_view(rest_).substr(0, end));
      rest_.erase(0, end + 1);
    }
  }
}

int FuzzWorker::wait() {
  int status = 0;
  ::waitpid(std::exchange(process_, -1), &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace conform::fuzz
