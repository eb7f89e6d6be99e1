#include "harness/judge/sse_control.hpp"

#include <nlohmann/json.hpp>

namespace conform {
namespace {

std::optional<std::string> text_member(const nlohmann::json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end() || !member->is_string()) return std::nullopt;
  return member->get<std::string>();
}

bool true_member(const nlohmann::json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_boolean() && member->get<bool>();
}

}  // namespace

std::optional<SseControl> sse_control(std::string_view payload) {
  const auto object = nlohmann::json::parse(payload, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  return SseControl{text_member(object, "streamNextOffset"), text_member(object, "streamCursor"),
                    true_member(object, "upToDate"), true_member(object, "streamClosed")};
}

SseControls sse_controls(const std::vector<SeenEvent>& events) {
  SseControls controls(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].event.type == "control") controls[i] = sse_control(events[i].event.data);
  }
  return controls;
}

}  // namespace conform
