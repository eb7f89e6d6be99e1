// Server-Sent Events, parsed as the HTML standard says (section 9.2.6, "Interpreting an event
// stream").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace conform::http {

struct SseEvent {
  std::string type = "message";
  std::string data;  ///< the data lines, joined by LF
  std::string id;
  /// The lines of the event as received, without line endings and comments.
  std::vector<std::string> lines;
};

/// Takes the bytes of an event stream as they arrive and returns the events that they complete.
/// Buffers at most one event of about `max_event_bytes`; a larger one is dropped and `overflowed`
/// set.
class SseParser {
 public:
  explicit SseParser(std::size_t max_event_bytes = std::size_t{64} << 20);

  /// Returns the events completed by these bytes, in order.
  std::vector<SseEvent> push(std::string_view bytes);

  [[nodiscard]] bool overflowed() const { return overflowed_; }
  /// Whether the bytes so far end within an event: no blank line has ended it yet, or it was
  /// dropped.
  [[nodiscard]] bool has_partial_event() const {
    return overflowed_ || !line_.empty() || !current_.lines.empty();
  }

 private:
  void end_line(std::vector<SseEvent>& out);
  void field(std::string_view name, std::string_view value);

  std::size_t max_event_bytes_;
  std::size_t event_bytes_ = 0;
  std::string line_;
  SseEvent current_;
  bool has_data_ = false;
  bool after_cr_ = false;
  bool at_start_ = true;
  bool overflowed_ = false;
};

}  // namespace conform::http
