// The checks of all streams after a restart (docs/durability.md).
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "harness/durability/check.hpp"
#include "harness/durability/client.hpp"
#include "harness/durability/reading.hpp"
#include "harness/durability/requests.hpp"

namespace conform::durability {

class RestartChecks {
 public:
  /// The server has ended by that signal and is ready again. All arguments must outlive this.
  RestartChecks(Client& client, Streams& streams, Signal after, bool soft_deletes, unsigned& serial)
      : client_(client),
        streams_(streams),
        after_(after),
        soft_deletes_(soft_deletes),
        serial_(serial) {}

  std::function<void(const Exchange&)> on_exchange;
  std::function<void(Check, Level, std::string expected, std::string got, std::vector<Exchange>)>
      on_violation;
  std::function<bool()> should_stop;

  void run();

  [[nodiscard]] const std::set<Check>& checked() const { return checked_; }
  /// There were acknowledged streams, and each of them is gone.
  [[nodiscard]] bool found_nothing() const { return expected_ > 0 && found_ == 0; }

 private:
  void check(unsigned number, StreamModel& stream);
  void check_expiring(StreamModel& stream);
  void check_gone(unsigned number, StreamModel& stream, const Reading& reading);
  void check_present(StreamModel& stream, const Reading& reading);
  /// Of a creation without a response.
  [[nodiscard]] bool check_whole(StreamModel& stream, const Reading& reading);
  [[nodiscard]] bool check_content(StreamModel& stream, const Reading& reading);
  [[nodiscard]] bool check_closure(StreamModel& stream, const Reading& reading);
  void check_offsets(StreamModel& stream);
  void check_writers(StreamModel& stream);
  void check_producer(StreamModel& stream);
  void check_open_claim(StreamModel& stream);
  void check_closing_request(StreamModel& stream);
  void check_sequence(StreamModel& stream);
  void check_subscription(StreamModel& stream);

  Exchange ask(const Call& call);
  void violated(Check check, StreamModel& stream, std::string expected, const Exchange& exchange);
  void violated(Check check, StreamModel& stream, std::string expected, std::string got,
                const Exchange& exchange);
  void violated(Check check, Level level, StreamModel& stream, std::string expected,
                std::string got, const Exchange& exchange);

  Client& client_;
  Streams& streams_;
  Signal after_;
  bool soft_deletes_;
  unsigned& serial_;
  std::set<Check> checked_;
  unsigned expected_ = 0;
  unsigned found_ = 0;
};

/// "204", "no answer (connection refused)", "200 with 24 bytes: …"
[[nodiscard]] std::string answer_words(const Exchange& exchange);

}  // namespace conform::durability
