#include "harness/http/sse.hpp"

#include <utility>

namespace conform::http {
namespace {

/// Length up to the first carriage return or line feed, or to the end.
std::size_t line_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && text[length] != '\r' && text[length] != '\n') ++length;
  return length;
}

}  // namespace

SseParser::SseParser(std::size_t max_event_bytes) : max_event_bytes_(max_event_bytes) {}

std::vector<SseEvent> SseParser::push(std::string_view bytes) {
  std::vector<SseEvent> events;
  while (!bytes.empty() && !overflowed_) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const auto length = line_length(bytes);
    event_bytes_ += length;
    overflowed_ = event_bytes_ > max_event_bytes_;
    if (overflowed_) break;
    line_ += bytes.substr(0, length);
    bytes.remove_prefix(length);
    if (bytes.empty()) break;
    after_cr_ = bytes.front() == '\r';
    bytes.remove_prefix(1);
    end_line(events);
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
  // Many short lines take more memory than their bytes alone.
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
