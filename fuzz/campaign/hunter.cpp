#include "fuzz/campaign/hunter.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <bitset>
#include <chrono>
#include <csignal>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "fuzz/campaign/features.hpp"
#include "fuzz/campaign/report_line.hpp"

namespace conform::fuzz {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto progress_interval = 200ms;
/// So many ways to break one rule are told.
constexpr std::size_t most_ways = 24;

/// What a hunter does with each sequence, in its own process.
class Hunt {
 public:
  Hunt(std::unique_ptr<Arena> arena, int pipe) : arena_(std::move(arena)), pipe_(pipe) {}
  ~Hunt() { tell(progress()); }
  Hunt(const Hunt&) = delete;
  Hunt& operator=(const Hunt&) = delete;

  /// An exception would unwind through libFuzzer, which is not made for it.
  std::vector<std::uint32_t> play(const Sequence& sequence) noexcept {
    try {
      return judged_play(sequence);
    } catch (const std::exception& fault) {
      tell(Fault{fault.what(), sequence});
      std::_Exit(0);
    }
  }

 private:
  using Way = std::tuple<std::string, Act, int>;

  std::vector<std::uint32_t> judged_play(const Sequence& sequence) {
    const auto played = arena_->play(sequence);
    for (const auto& turn : played.turns) report(turn, sequence);
    if (played.gone) {
      tell(ServerGone{sequence});
      tell(progress());
      std::_Exit(0);
    }
    auto features = features_of(played, arena_->applied());
    for (const auto feature : features) reached_.set(feature);
    if (Clock::now() >= next_progress_) {
      tell(progress());
      next_progress_ = Clock::now() + progress_interval;
    }
    return features;
  }

  /// A rule broken by the same act with the same status is told once.
  void report(const Turn& turn, const Sequence& sequence) {
    for (const auto& violation : turn.violations) {
      const Way way{violation.rule, turn.operation.act(), turn.exchange.response.status};
      auto& known = told_[violation.rule];
      if (known.size() >= most_ways || !known.insert(way).second) continue;
      tell(Caught{violation.rule, sequence, arena_->plays()});
    }
  }

  [[nodiscard]] Progress progress() const {
    Progress progress{arena_->plays(), arena_->operations(), reached_.count(), {}, {}};
    for (const auto& record : arena_->rules()) {
      progress.applied.push_back(record.applied);
      progress.violated.push_back(record.violated);
    }
    return progress;
  }

  void tell(const ReportLine& line) const {
    const auto text = to_line(line);
    for (std::size_t written = 0; written < text.size();) {
      const auto count = ::write(pipe_, text.data() + written, text.size() - written);
      // The campaign is gone, and nobody is left to tell.
      if (count <= 0) std::_Exit(0);
      written += static_cast<std::size_t>(count);
    }
  }

  std::unique_ptr<Arena> arena_;
  int pipe_;
  std::bitset<most_features> reached_;
  std::map<std::string, std::set<Way>> told_;
  Clock::time_point next_progress_{};
};

/// Many sequences, one like the other: what one has freed, the next needs at once.
void keep_memory() {
  constexpr int keep_bytes = 1 << 30;
  ::mallopt(M_MMAP_THRESHOLD, keep_bytes);
  ::mallopt(M_TRIM_THRESHOLD, keep_bytes);
}

[[noreturn]] void hunt(const DriverOptions& options, const MakeArena& make_arena, int pipe) {
  keep_memory();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Ctrl-C is the campaign's to answer, and it ends its hunters.
  std::signal(SIGINT, SIG_IGN);
  // libFuzzer ends the process by itself, so this is never destroyed by leaving its scope.
  static std::unique_ptr<Hunt> hunt;
  hunt = std::make_unique<Hunt>(make_arena(), pipe);
  drive(options, [](const Sequence& sequence) { return hunt->play(sequence); });
}

}  // namespace

Hunter Hunter::start(const DriverOptions& options, const MakeArena& make_arena) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be had");
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error("no process can be had");
  if (process == 0) {
    ::close(ends[0]);
    hunt(options, make_arena, ends[1]);
  }
  ::close(ends[1]);
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {process, ends[0]};
}

Hunter::Hunter(Hunter&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      pipe_(std::exchange(other.pipe_, -1)),
      rest_(std::move(other.rest_)) {}

Hunter& Hunter::operator=(Hunter&& other) noexcept {
  std::swap(process_, other.process_);
  std::swap(pipe_, other.pipe_);
  std::swap(rest_, other.rest_);
  return *this;
}

Hunter::~Hunter() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    wait();
  }
  if (pipe_ >= 0) ::close(pipe_);
}

bool Hunter::read_lines(const std::function<void(std::string_view)>& on_line) {
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

int Hunter::wait() {
  int status = 0;
  ::waitpid(std::exchange(process_, -1), &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace conform::fuzz
