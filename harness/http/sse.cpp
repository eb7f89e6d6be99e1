#include "harness/http/sse.hpp"

#include <utility>

namespace conform::http {

SseParser::SseParser(std::size_t max_event_bytes) : max_event_bytes_(max_event_bytes) {}

std::vector<SseEvent> SseParser::push(std::string_view bytes) {
  std::vector<SseEvent> events;
  for (const char c : bytes) {
    if (overflowed_) break;
    const bool second_half_of_crlf = after_cr_ && c == '\n';
    after_cr_ = c == '\r';
    if (second_half_of_crlf) continue;
    if (c == '\r' || c == '\n') {
      end_line(events);
    } else if (++event_bytes_ > max_event_bytes_) {
      overflowed_ = true;
    } else {
      line_.push_back(c);
    }
  }
  return events;
}

void SseParser::end_line(std::vector<SseEvent>& out) {
  std::string line = std::exchange(line_, {});
  if (std::exchange(at_start_, false) && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  if (line.empty()) {
    if (has_data_) {
      current_.data.pop_back();
      out.push_back(std::move(current_));
    }
    current_ = {};
    has_data_ = false;
    event_bytes_ = 0;
    return;
  }
  if (line.starts_with(':')) return;
  const auto colon = line.find(':');
  std::string_view value;
  if (colon != std::string::npos) {
    value = std::string_view(line).substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
  }
  field(std::string_view(line).substr(0, colon), value);
  current_.lines.push_back(std::move(line));
  // Many short lines take more memory than their bytes.
  event_bytes_ += sizeof(std::string);
}

void SseParser::field(std::string_view name, std::string_view value) {
  if (name == "data") {
    current_.data.append(value).push_back('\n');
    has_data_ = true;
  } else if (name == "event") {
    current_.type = value.empty() ? "message" : value;
  } else if (name == "id" && value.find('\0') == std::string_view::npos) {
    current_.id = value;
  }
}

}  // namespace conform::http
