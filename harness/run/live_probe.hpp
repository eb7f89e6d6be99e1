// The part of the probe about reads: of existing data, from the tail, and live.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "harness/run/probe_context.hpp"

namespace conform {

class LiveProbe {
 public:
  /// `stream` contains `content`, and nothing is appended to it.
  LiveProbe(ProbeContext& context, std::string stream, std::string content)
      : context_(context), stream_(std::move(stream)), content_(std::move(content)) {}

  void begin();

  /// The response to a plain GET of the stream.
  [[nodiscard]] const Exchange& plain() const { return plain_; }

 private:
  /// A read held open at the tail, and an append meant to end the wait.
  struct Wait {
    std::string name;
    Duration head_start{};
    Duration limit{};
    bool ended = false;
    bool appended = false;  ///< before the read had ended
  };

  [[nodiscard]] http::Request read(const std::string& stream, const std::string& query) const;
  void check_plain();
  void none_without_read();
  void now();
  void long_poll();
  void wait_at_tail(const std::shared_ptr<Wait>& wait);
  void end_wait(const Wait& wait, const Exchange& exchange);
  void compare_at_tail(const std::string& url);
  void sse();
  void check_events(const Exchange& exchange);
  [[nodiscard]] bool has_sign_of_long_poll(const Exchange& exchange) const;

  ProbeContext& context_;
  std::string stream_;
  std::string content_;
  Exchange plain_;
  Duration round_trip_{};
  bool has_cursor_ = false;  ///< a long-poll has one that a plain read does not have
};

}  // namespace conform
