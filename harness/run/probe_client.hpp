// Sends a target single requests outside of any scenario, several at once, and fewer if it is busy.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "harness/run/recording.hpp"
#include "harness/run/target.hpp"
#include "harness/transport/transport.hpp"

namespace conform {

/// When a response counts as received.
enum class Until {
  end,    ///< the end of the response
  event,  ///< the first event; without one, the end or a short time after the head
};

struct ProbeRequest {
  http::Request request;  ///< absolute URL, without credentials
  Duration time_limit{};
  Until until = Until::end;
  bool live = false;          ///< may be held open: others do not wait for it
  bool may_time_out = false;  ///< no response is an acceptable outcome
};

class ProbeClient {
 public:
  using Then = std::function<void(const Exchange&)>;

  /// `at_once` requests are under way at a time, not counting those that may be held open. With 1,
  /// only a request that may stay unanswered runs beside another one.
  ProbeClient(Transport& transport, const Target& target, std::size_t at_once)
      : transport_(transport), target_(target), at_once_(at_once) {}

  /// Cancels whatever is left.
  ~ProbeClient();
  ProbeClient(const ProbeClient&) = delete;
  ProbeClient& operator=(const ProbeClient&) = delete;

  /// `then` is called once, from within run(), with the last response. After 408, 429 and 503 the
  /// request is repeated (following `Retry-After` within a limit), and so it is after any other 5xx
  /// except 501 and after a dropped connection. `then` may send more.
  void send(ProbeRequest probe, Then then);
  /// Runs from within run(), at that time or as soon as nothing else is under way.
  void at(Instant when, std::function<void()> task);
  /// Runs until every request is answered, or until it should stop: then nothing more is reported.
  void run();
  /// Called several times a second.
  void stop_when(std::function<bool()> should_stop);

  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] Instant now() const { return transport_.now(); }
  /// Requests whose connection was lost without a response, since the last response to a request
  /// sent after such a loss; oldest first, and those that might have been waiting last. Bounded.
  [[nodiscard]] std::vector<Exchange> lost() const;
  /// Whether the connection was refused at the last request.
  [[nodiscard]] bool was_refused() const { return was_refused_; }

 private:
  struct Pending {
    ProbeRequest probe;
    Then then;
    int times = 0;
    bool overlapped = false;  ///< others were under way at the same time
    bool alone = false;       ///< nothing else may be under way
  };
  struct Open {
    Pending pending;
    std::unique_ptr<Recording> recording;
    bool is_done = false;
    std::optional<TimerId> event_timer;  ///< for the first event
  };

  void fill();
  [[nodiscard]] bool counts_towards_limit(const ProbeRequest& probe) const;
  void send_one_alone();
  void start(Pending pending);
  void watch(Open& open);
  void settle();
  void conclude(Open& open);
  void note_loss(const ProbeRequest& probe, const Exchange& exchange);
  [[nodiscard]] bool retry(const Open& open, const Exchange& exchange);
  void resend(Pending pending, Duration pause);
  void conclude_all();
  void check_stop();
  void drop_all();

  Transport& transport_;
  const Target& target_;
  /// Responses to a probe are small.
  MemoryShare memory_{std::make_shared<MemoryBudget>(limits::min_memory_bytes)};
  std::size_t at_once_;
  std::deque<Pending> waiting_;
  std::deque<std::pair<Pending, Exchange>>
      retry_alone_;  ///< not answered while others were under way
  std::vector<std::unique_ptr<Open>> open_;
  std::vector<Exchange> lost_;
  std::vector<Exchange> lost_while_waiting_;
  bool was_refused_ = false;
  std::set<TimerId> timers_;  ///< that will send a request
  std::function<bool()> should_stop_;
  std::optional<TimerId> stop_watch_;
  bool stopped_ = false;
  int timeouts_ = 0;  ///< consecutive, of requests sent alone
};

}  // namespace conform
