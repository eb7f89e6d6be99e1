#include "reports/saved/journal_file.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <condition_variable>
#include <csignal>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "harness/exchange/journal.hpp"
#include "harness/run/kept_exchange.hpp"
#include "harness/transport/own_lack.hpp"
#include "reports/output_filter.hpp"

namespace conform::reports {
namespace {

/// Of each body, as much as the judge compares.
constexpr std::size_t max_body_bytes = std::size_t{1} << 20;
/// Beyond one of these, bodies are cut to little.
constexpr std::size_t max_file_bytes = std::size_t{256} << 20;
constexpr std::size_t max_waiting_bytes = std::size_t{8} << 20;
constexpr std::size_t small_body_bytes = 4096;
/// Beyond this, the run waits for the disk.
constexpr std::size_t most_waiting_bytes = 2 * max_waiting_bytes;

/// Signals are for the other threads.
std::thread thread_without_signals(std::function<void()> work) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(work));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

class JournalFile::Writer {
 public:
  explicit Writer(const std::filesystem::path& path)
      : out_(path, std::ios::binary | std::ios::trunc),
        thread_(thread_without_signals([this] { write(); })) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { static_cast<void>(close()); }

  [[nodiscard]] bool is_open() const { return out_.is_open(); }

  void add(const Exchange& exchange) {
    std::unique_lock lock(mutex_);
    written_.wait(lock, [this] { return waiting_bytes_ < most_waiting_bytes; });
    const bool is_much = file_bytes_ > max_file_bytes || waiting_bytes_ > max_waiting_bytes;
    waiting_.push_back(bounded(exchange, is_much ? small_body_bytes : max_body_bytes));
    waiting_bytes_ += weight_of(waiting_.back().exchange);
    added_.notify_one();
  }

  /// Whether everything could be written.
  bool close() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    added_.notify_one();
    if (thread_.joinable()) thread_.join();
    if (out_.is_open()) out_.close();
    return !out_.fail();
  }

 private:
  void write() {
    std::unique_lock lock(mutex_);
    while (true) {
      added_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const auto entry = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      const auto line = journal_line(writable_exchange(entry.exchange), entry.cut);
      out_ << line << '\n';
      lock.lock();
      file_bytes_ += line.size();
      waiting_bytes_ -= weight_of(entry.exchange);
      written_.notify_one();
    }
  }

  std::ofstream out_;
  std::mutex mutex_;
  std::condition_variable added_;
  std::condition_variable written_;
  std::deque<JournalEntry> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::size_t file_bytes_ = 0;
  bool closing_ = false;
  std::thread thread_;  ///< last: it uses the others
};

JournalFile::JournalFile(std::string path, PartFile part, std::unique_ptr<Writer> writer)
    : path_(std::move(path)), part_(std::move(part)), writer_(std::move(writer)) {}

JournalFile::JournalFile(JournalFile&&) noexcept = default;
JournalFile& JournalFile::operator=(JournalFile&&) noexcept = default;
JournalFile::~JournalFile() = default;

Expected<JournalFile, std::string> JournalFile::open(const std::string& path) {
  if (path == "-") return unexpected(std::string("the journal needs its own file"));
  PartFile part(path);
  auto writer = std::make_unique<Writer>(part.written());
  if (!writer->is_open()) {
    require_machine(fmt::format("cannot write the journal {}", part.written().string()));
    return unexpected(
        fmt::format("cannot write {}; does its folder exist, and are you allowed to write there?",
                    part.written().string()));
  }
  return JournalFile(path, std::move(part), std::move(writer));
}

void JournalFile::add(const Exchange& exchange) {
  writer_->add(exchange);
}

Expected<void, std::string> JournalFile::finish() {
  if (writer_->close() && part_.finish()) return {};
  discard();
  return unexpected(fmt::format("the journal {} is incomplete: is the disk full?", path_));
}

void JournalFile::discard() {
  static_cast<void>(writer_->close());
  part_.discard();
}

}  // namespace conform::reports
