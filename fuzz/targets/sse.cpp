// Event streams: wherever they are split, they give the events that the HTML standard describes.
#include "harness/http/sse.hpp"

#include <algorithm>
#include <utility>

#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"

namespace conform::fuzz {
namespace {

using http::SseEvent;
using http::SseParser;

struct Parsed {
  std::vector<SseEvent> events;
  bool overflowed = false;
  bool has_partial_event = false;
};

Parsed parse(const std::vector<std::string_view>& pieces, std::size_t max_event_bytes) {
  SseParser parser(max_event_bytes);
  Parsed parsed;
  for (const auto piece : pieces) {
    for (auto& event : parser.push(piece)) parsed.events.push_back(std::move(event));
  }
  parsed.overflowed = parser.overflowed();
  parsed.has_partial_event = parser.has_partial_event();
  return parsed;
}

bool same(const SseEvent& a, const SseEvent& b) {
  return a.type == b.type && a.data == b.data && a.id == b.id && a.lines == b.lines;
}

bool same(const Parsed& a, const Parsed& b) {
  return a.overflowed == b.overflowed && a.has_partial_event == b.has_partial_event &&
         std::equal(a.events.begin(), a.events.end(), b.events.begin(), b.events.end(),
                    [](const auto& one, const auto& other) { return same(one, other); });
}

std::vector<std::string_view> ended_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (auto end = text.find_first_of("\r\n"); end != std::string_view::npos;
       end = text.find_first_of("\r\n")) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(text.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
  }
  return lines;
}

/// Type and data of each event, by the algorithm of the standard on the whole text.
std::vector<std::pair<std::string, std::string>> by_the_standard(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::pair<std::string, std::string>> events;
  std::string type;
  std::string data;
  for (const auto line : ended_lines(text)) {
    if (line.empty()) {
      if (!data.empty()) {
        data.pop_back();
        events.emplace_back(type.empty() ? "message" : type, data);
      }
      type.clear();
      data.clear();
      continue;
    }
    const auto colon = std::min(line.find(':'), line.size());
    auto value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (line.substr(0, colon) == "event") type = value;
    if (line.substr(0, colon) == "data") data.append(value).push_back('\n');
  }
  return events;
}

void try_text(std::string_view text) {
  const auto whole = parse({text}, SIZE_MAX);
  require(same(whole, parse(pieces_of(text), SIZE_MAX)), "splitting a stream changes nothing");
  constexpr std::size_t small = 24;
  require(same(parse({text}, small), parse(pieces_of(text), small)),
          "splitting a stream does not change which events are too large");

  const auto standard = by_the_standard(text);
  require(std::equal(whole.events.begin(), whole.events.end(), standard.begin(), standard.end(),
                     [](const auto& event, const auto& pair) {
                       return event.type == pair.first && event.data == pair.second;
                     }),
          "the events are those of the standard");
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
