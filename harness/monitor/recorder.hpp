// Turns what the proxy's taps see into traffic events, within limits.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "fixtures/proxy/tap.hpp"
#include "harness/http/sse.hpp"
#include "harness/monitor/served_path.hpp"
#include "harness/monitor/traffic.hpp"

namespace conform::monitor {

/// Lives and is called in the proxy's thread.
class Recorder {
 public:
  /// `now` gives the time; `emit` gets each event, in order.
  Recorder(ServedPath served, std::function<Instant()> now, std::function<void(TrafficEvent)> emit);

  /// Must not outlive the recorder.
  [[nodiscard]] proxy::Tap tap();
  /// Ends what is under way: the monitor stops.
  void stop();

 private:
  /// An exchange under way.
  struct Open {
    Exchange exchange;
    http::SseParser parser{};
    std::size_t bytes = 0;  ///< of both bodies, as kept
    bool is_event_stream = false;
    bool is_encoded = false;  ///< compressed, so that its body is not recorded
    bool request_done = false;
    std::size_t unkept_request_bytes = 0;  ///< sent beyond the limits
    bool over = false;  ///< it has ended for the judge; the rest is only passed on
  };
  /// A client's connection.
  struct Line {
    std::deque<Open> open;
    std::uint64_t first = 1;  ///< ordinal of the first of them
    std::string foreign;      ///< the last bytes that are no request
    bool client_left = false;
    bool tunnel = false;
  };

  void request_head(proxy::Place place, const proxy::RequestHead& head);
  void request_body(proxy::Place place, std::string_view bytes);
  void request_end(proxy::Place place);
  void response_head(proxy::Place place, const proxy::ResponseHead& head);
  void response_body(proxy::Place place, std::string_view bytes);
  void response_end(proxy::Place place);
  void foreign_bytes(std::uint64_t connection, std::string_view bytes);
  void ended(std::uint64_t connection, proxy::Direction from);
  void closed(std::uint64_t connection);

  [[nodiscard]] Open* find(proxy::Place place);
  void take_events(Open& open, std::string_view bytes);
  void open_tunnel(std::uint64_t connection, Line& line, std::string protocol);
  void finish(Open& open, Outcome outcome, std::string problem = {}, bool goes_on = false);
  [[nodiscard]] bool keep(Open& open, std::size_t bytes);

  ServedPath served_;
  std::function<Instant()> now_;
  std::function<void(TrafficEvent)> emit_;
  std::map<std::uint64_t, Line> lines_;
  std::size_t kept_bytes_ = 0;
  std::uint64_t last_number_ = 0;
  std::uint64_t last_order_ = 0;
};

}  // namespace conform::monitor
