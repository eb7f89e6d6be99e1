#include "reports/saved/exchange_file.hpp"

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

#include "harness/exchange/bounded.hpp"
#include "harness/exchange/har.hpp"
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

struct ExchangeFile::Format {
  std::string_view name;  ///< as messages call the file
  std::string begin;
  std::string_view between;  ///< entries
  std::string end;
  std::string (*entry)(const Exchange& exchange, const Cut& cut) = nullptr;
};

class ExchangeFile::Writer {
 public:
  Writer(const std::filesystem::path& path, Format format)
      : format_(std::move(format)),
        out_(path, std::ios::binary | std::ios::trunc),
        thread_(thread_without_signals([this] { write(); })) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { static_cast<void>(close()); }

  [[nodiscard]] bool is_open() const { return out_.is_open(); }
  [[nodiscard]] std::string_view name() const { return format_.name; }

  void add(const Exchange& exchange, std::size_t unrecorded_request_bytes) {
    std::unique_lock lock(mutex_);
    written_.wait(lock, [this] { return waiting_bytes_ < most_waiting_bytes; });
    const bool is_much = file_bytes_ > max_file_bytes || waiting_bytes_ > max_waiting_bytes;
    waiting_.push_back(bounded(exchange, is_much ? small_body_bytes : max_body_bytes));
    waiting_.back().cut.request_bytes += unrecorded_request_bytes;
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
    if (out_.is_open()) {
      out_ << format_.end;
      out_.close();
    }
    return !out_.fail();
  }

 private:
  void write() {
    out_ << format_.begin;
    std::string_view between;
    std::unique_lock lock(mutex_);
    while (true) {
      added_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const auto entry = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      const auto text = format_.entry(writable_exchange(entry.exchange), entry.cut);
      out_ << between << text;
      between = format_.between;
      lock.lock();
      file_bytes_ += text.size();
      waiting_bytes_ -= weight_of(entry.exchange);
      written_.notify_one();
    }
  }

  Format format_;
  std::ofstream out_;
  std::mutex mutex_;
  std::condition_variable added_;
  std::condition_variable written_;
  std::deque<BoundedExchange> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::size_t file_bytes_ = 0;
  bool closing_ = false;
  std::thread thread_;  ///< last: it uses the others
};

ExchangeFile::ExchangeFile(std::string path, PartFile part, std::unique_ptr<Writer> writer)
    : path_(std::move(path)), part_(std::move(part)), writer_(std::move(writer)) {}

ExchangeFile::ExchangeFile(ExchangeFile&&) noexcept = default;
ExchangeFile& ExchangeFile::operator=(ExchangeFile&&) noexcept = default;
ExchangeFile::~ExchangeFile() = default;

Expected<ExchangeFile, std::string> ExchangeFile::open(const std::string& path, Format format) {
  const auto name = format.name;
  if (path == "-") return unexpected(fmt::format("the {} needs its own file", name));
  PartFile part(path);
  auto writer = std::make_unique<Writer>(part.written(), std::move(format));
  if (!writer->is_open()) {
    require_machine(fmt::format("cannot write the {} {}", name, part.written().string()));
    return unexpected(
        fmt::format("cannot write {}; does its folder exist, and are you allowed to write there?",
                    part.written().string()));
  }
  return ExchangeFile(path, std::move(part), std::move(writer));
}

Expected<ExchangeFile, std::string> ExchangeFile::open_journal(const std::string& path) {
  return open(path, {.name = "journal",
                     .begin = {},
                     .between = {},
                     .end = {},
                     .entry = [](const Exchange& exchange, const Cut& cut) {
                       return journal_line(exchange, cut) + "\n";
                     }});
}

Expected<ExchangeFile, std::string> ExchangeFile::open_har(const std::string& path,
                                                           std::string_view version) {
  return open(path, {.name = "HAR",
                     .begin = har_begin(version) + "\n",
                     .between = ",\n",
                     .end = har_end(),
                     .entry = har_entry});
}

void ExchangeFile::add(const Exchange& exchange, std::size_t unrecorded_request_bytes) {
  writer_->add(exchange, unrecorded_request_bytes);
}

Expected<void, std::string> ExchangeFile::finish() {
  if (writer_->close() && part_.finish()) return {};
  discard();
  return unexpected(
      fmt::format("the {} {} is incomplete: is the disk full?", writer_->name(), path_));
}

void ExchangeFile::discard() {
  static_cast<void>(writer_->close());
  part_.discard();
}

}  // namespace conform::reports
