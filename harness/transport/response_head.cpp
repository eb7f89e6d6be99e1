#include "harness/transport/response_head.hpp"

#include <algorithm>
#include <charconv>

namespace conform {
namespace {

std::string_view without_line_end(std::string_view line) {
  const auto last = line.find_last_not_of("\r\n");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// "HTTP/1.1 200 OK" gives 200.
int status_of(std::string_view status_line) {
  const auto space = std::min(status_line.find(' '), status_line.size());
  const auto code = http::trim(status_line.substr(space));
  int status = 0;
  std::from_chars(code.data(), code.data() + code.size(), status);
  return status;
}

/// 101 is final: what follows it is not an HTTP response any more (RFC 9110 15.2.2).
bool is_interim(int status) {
  return status >= 100 && status < 200 && status != 101;
}

}  // namespace

bool ResponseHead::take_line(std::string_view line) {
  if (complete_) return false;
  line = without_line_end(line);
  if (line.empty()) return end();
  if (line.starts_with("HTTP/")) {
    begin(line);
  } else {
    take_field(line);
  }
  return false;
}

http::Headers ResponseHead::headers() const {
  http::Headers headers;
  for (const auto& field : fields_) headers.add(field.name, field.value);
  return headers;
}

void ResponseHead::begin(std::string_view status_line) {
  status_ = status_of(status_line);
  fields_.clear();
}

bool ResponseHead::end() {
  complete_ = !is_interim(status_);
  return complete_;
}

void ResponseHead::take_field(std::string_view line) {
  const bool continues_last = line.front() == ' ' || line.front() == '\t';
  if (continues_last && !fields_.empty()) {
    // Obsolete line folding (RFC 9112 5.2).
    fields_.back().value.append(" ").append(http::trim(line));
    return;
  }
  const auto colon = std::min(line.find(':'), line.size());
  const auto value = line.substr(std::min(colon + 1, line.size()));
  fields_.push_back({std::string(line.substr(0, colon)), std::string(http::trim(value))});
}

}  // namespace conform
